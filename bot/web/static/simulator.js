// The simulator's page: phones side by side. The server tells the truth once a second; what was written and not yet taken in is
// kept here under its own key, so that the same message can be sent again without becoming two.

import { draw as drawFile, upload } from "./files.js";
import { measure } from "./sms.js";

const words = JSON.parse(document.getElementById("words").textContent);
const hints = JSON.parse(document.getElementById("hints").textContent);
const language = document.documentElement.lang;
const board = document.getElementById("phones");
const tabs = document.getElementById("tabs");
const away = document.getElementById("away");
const clock = document.getElementById("clock");
const people = document.getElementById("people");
const choices = document.getElementById("choices");
const SECOND = 1000;
const TICKS = { sent: "✓ ", delivered: "✓✓ ", read: "✓✓ " };
const phones = [];
let wait = SECOND;
let timer = 0;

const say = (text, blanks) => text.replace(/\{(\w+)\}/g, (all, name) => blanks[name] ?? all);

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function button(text, className, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

// --- the server -------------------------------------------------------------------------------------------------------

async function ask(path, query, body) {
  const address = `/simulator/api/${path}?${new URLSearchParams({ ...query, lang: language })}`;
  const options = body
    ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
    : { signal: AbortSignal.timeout(15 * SECOND) };
  const answer = await fetch(address, options);
  if (answer.status >= 500) throw new Error(`HTTP ${answer.status}`);
  return { ok: answer.ok, ...(await answer.json()) };
}

function reached(yes) {
  away.hidden = yes;
  wait = yes ? SECOND : Math.min(wait * 2, 8 * SECOND);
}

async function poll() {
  clearTimeout(timer);
  if (!document.hidden) {
    const known = phones.filter((phone) => phone.id);
    try {
      const query = { phones: known.map((phone) => phone.id), since: known.map((phone) => phone.version) };
      take(await ask("messages", query));
      reached(true);
      await Promise.all(phones.map(flush));
    } catch {
      reached(false);
    }
  }
  clearTimeout(timer);
  timer = setTimeout(poll, wait);
}

function take(news) {
  if (news.clock) clock.textContent = news.clock;
  for (const [id, screen] of Object.entries(news.screens ?? {})) {
    const phone = phones.find((one) => one.id === id);
    if (!phone) continue;
    const before = phone.bubbles.length && phone.bubbles.at(-1).id;
    Object.assign(phone, screen);
    const taken = new Set(phone.bubbles.map((bubble) => bubble.key));
    phone.pending = phone.pending.filter((one) => !taken.has(one.key));
    draw(phone);
    if (before && phone.bubbles.at(-1)?.id !== before && !phone.inView) phone.tab.classList.add("unread");
  }
  remember();
}

// --- writing ----------------------------------------------------------------------------------------------------------

function newKey() {
  // Not randomUUID(): that is missing where the page does not come from this machine.
  return "web-" + Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function write(phone, text, payload = "", media = null) {
  if (!text.trim() && !media) return;
  phone.pending.push({ key: newKey(), text, payload, media, medium: phone.medium, state: "sending" });
  remember();
  draw(phone, true);
  flush(phone);
}

async function flush(phone) {
  if (phone.flushing) return;
  phone.flushing = true;
  try {
    for (const one of [...phone.pending]) {
      if (one.state === "refused") continue;
      const { key, text, payload, media, medium } = one;
      const news = await ask("send", {}, { phone: phone.id, number: phone.number, medium, key, text, payload, media });
      if (!news.ok) {
        one.state = "refused";
        draw(phone);
        continue;
      }
      phone.id ||= news.phone;
      phone.pending = phone.pending.filter((other) => other !== one);
      reached(true);
      take(news);
    }
  } catch {
    for (const one of phone.pending) if (one.state === "sending") one.state = "unsent";
    reached(false);
    draw(phone);
  } finally {
    phone.flushing = false;
  }
}

// A file goes first; the message that names it follows, with what stands in the field beside it.
async function attach(phone, file) {
  const told = phone.element.querySelector(".told");
  told.textContent = words.uploading;
  const sent = await upload(file).catch(() => ({ error: words.away }));
  told.textContent = sent.error ? `${words.not_attached} ${sent.error.split(" / ")[0]}` : "";
  if (sent.error) return;
  write(phone, phone.field.value, "", sent);
  fill(phone, "");
}

function remember() {
  const kept = phones.map(({ id, number, medium, pending }) => ({ id, number, medium, pending }));
  sessionStorage.setItem("suara.phones", JSON.stringify(kept));
}

// --- drawing ----------------------------------------------------------------------------------------------------------

function draw(phone, toEnd = false) {
  const { talk } = phone;
  const atEnd = toEnd || talk.scrollHeight - talk.scrollTop - talk.clientHeight < 60;
  const wanted = [];
  let day = "";
  for (const bubble of [...phone.bubbles, ...phone.pending.map((one) => ({ ...one, mine: true, options: [] }))]) {
    if (bubble.day && bubble.day !== day) {
      day = bubble.day;
      wanted.push(drawn(phone, `day ${day}`, () => make("li", "day", day)));
    }
    // A message with a file is drawn anew once it was taken in: only then can the file be shown.
    const key = `${bubble.media ? "file " : ""}${bubble.key || bubble.id}`;
    const element = drawn(phone, key, () => bubbleOf(phone, bubble));
    element.classList.toggle("unsent", bubble.state === "unsent" || bubble.state === "refused");
    element.querySelector(".meta").textContent = meta(bubble);
    wanted.push(element);
  }
  wanted.forEach((element, at) => {
    if (talk.children[at] !== element) talk.insertBefore(element, talk.children[at] ?? null);
  });
  while (talk.children.length > wanted.length) talk.lastChild.remove();
  phone.empty.hidden = wanted.length > 0;
  if (atEnd) talk.scrollTop = talk.scrollHeight;
}

function drawn(phone, key, create) {
  if (!phone.drawn.has(key)) phone.drawn.set(key, create());
  return phone.drawn.get(key);
}

function bubbleOf(phone, bubble) {
  const element = make("li", `bubble ${bubble.mine ? "mine" : "bot"} ${bubble.medium}`);
  const files = (bubble.files ?? []).map((file) => drawFile(file, words));
  if (bubble.media && !files.length) files.push(make("p", "file", words.file));
  element.append(...files, make("p", "text", bubble.text), make("p", "meta"));
  if (bubble.options.length > 3) {
    element.append(button(words.choose, "option list", () => openChoices(phone, bubble)));
  } else {
    for (const one of bubble.options) element.append(button(one.title, "option", () => write(phone, one.title, one.id)));
  }
  return element;
}

function meta(bubble) {
  if (bubble.state === "unsent" || bubble.state === "refused") return words[bubble.state];
  const state = bubble.state === "unknown" ? words.lost : words[bubble.state];
  const parts = bubble.segments ? say(words.parts, { parts: bubble.segments }) : "";
  return [parts, state && (TICKS[bubble.state] ?? "") + state, bubble.time].filter(Boolean).join(" · ");
}

function openChoices(phone, bubble) {
  document.getElementById("asked").textContent = bubble.text;
  const rows = bubble.options.map((one) => {
    const row = make("li");
    row.append(
      button(one.title, "row", () => {
        choices.close();
        write(phone, one.title, one.id);
      }),
    );
    return row;
  });
  document.getElementById("rows").replaceChildren(...rows);
  choices.showModal();
}

// --- phones -----------------------------------------------------------------------------------------------------------

function nameOf(phone) {
  return phone.names.join(", ") || (phone.id ? words.unknown : words.new);
}

function addPhone(person) {
  const element = document.getElementById("phone").content.cloneNode(true).firstElementChild;
  const part = (selector) => element.querySelector(selector);
  const phone = { element, talk: part(".talk"), empty: part(".empty"), field: part("textarea"), count: part(".count") };
  phone.tab = button("", "tab", () => element.scrollIntoView({ inline: "start", block: "nearest", behavior: "smooth" }));
  part(".change").addEventListener("click", () => openPeople(phone));
  const form = part(".write");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write(phone, phone.field.value);
    fill(phone, "");
  });
  const chosen = part(".attach input");
  chosen.addEventListener("change", () => {
    const [file] = chosen.files;
    chosen.value = "";
    if (file) attach(phone, file);
  });
  phone.field.addEventListener("input", () => fill(phone, phone.field.value));
  phone.field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  phones.push(phone);
  board.append(element);
  tabs.append(phone.tab);
  give(phone, person);
  seen.observe(element);
}

function give(phone, person) {
  Object.assign(phone, { version: "", bubbles: [], pending: [], drawn: new Map() }, person);
  const part = (selector) => phone.element.querySelector(selector);
  const role = words[phone.role] ?? words.unknown;
  const medium = phone.medium === "sms" ? "SMS" : "WhatsApp";
  phone.element.className = `phone ${phone.medium} ${phone.role}`;
  phone.element.setAttribute("aria-label", `${nameOf(phone)}, ${role}, ${medium}`);
  part("h2").textContent = nameOf(phone);
  part(".face").textContent = (phone.names[0] ?? "?")[0];
  part(".role").textContent = [role, phone.union].filter(Boolean).join(" · ");
  const short = phone.medium === "sms" ? "SMS" : "WA";
  part(".number").textContent = [phone.number, short, phone.stopped ? words.stopped : ""].filter(Boolean).join(" · ");
  part(".change").setAttribute("aria-label", `${words.change}: ${nameOf(phone)}`);
  phone.talk.setAttribute("aria-label", nameOf(phone));
  phone.tab.textContent = phone.names[0]?.split(" ")[0] ?? words.new;
  const suggested = (hints[phone.role] ?? hints[""]).map((hint) =>
    button(hint, "hint", () => {
      fill(phone, hint);
      phone.field.focus();
    }),
  );
  part(".hints").replaceChildren(...suggested);
  part(".attach").hidden = phone.medium === "sms";
  part(".told").textContent = "";
  fill(phone, "");
  draw(phone, true);
}

function fill(phone, text) {
  if (phone.field.value !== text) phone.field.value = text;
  phone.field.style.height = "auto";
  phone.field.style.height = `${Math.min(phone.field.scrollHeight + 2, 96)}px`;
  if (phone.medium !== "sms") {
    phone.count.textContent = "";
    return;
  }
  const { units, remaining, segments, outside } = measure(text);
  const blanks = { used: units, room: units + remaining, parts: segments, chars: outside.slice(0, 4).join(" ") };
  phone.count.textContent = say(outside.length ? words.count_dear : words.count, blanks);
  phone.count.classList.toggle("dear", outside.length > 0 || segments > 1);
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      const phone = phones.find((one) => one.element === entry.target);
      phone.inView = entry.isIntersecting;
      phone.tab.setAttribute("aria-current", String(entry.isIntersecting));
      if (entry.isIntersecting) {
        phone.tab.classList.remove("unread");
        // Not scrollIntoView: that would take the page along.
        tabs.scrollLeft = phone.tab.offsetLeft - 40;
      }
    }
  },
  { root: board, threshold: 0.6 },
);

// --- choosing who holds a phone ---------------------------------------------------------------------------------------

let changing = null;
let searching = 0;

function openPeople(phone) {
  changing = phone;
  document.getElementById("search").value = "";
  people.showModal();
  find("");
}

async function find(text) {
  const turn = ++searching;
  const found = await ask("phones", { q: text }).catch(() => reached(false));
  if (!found || turn !== searching) return;
  const rows = found.phones.map((person) => {
    const row = make("li");
    const choose = button("", "row", () => choosePerson(person));
    const medium = person.medium === "sms" ? "SMS" : "WhatsApp";
    const about = [words[person.role] ?? words.unknown, person.union, person.place, medium].filter(Boolean).join(" · ");
    choose.append(make("b", "", person.names.join(", ") || person.number), make("span", "", about));
    row.append(choose);
    return row;
  });
  document.getElementById("found").replaceChildren(...(rows.length ? rows : [make("li", "none", words.nobody_found)]));
}

function choosePerson(person) {
  people.close();
  const there = phones.find((one) => one.id && one.id === person.id);
  if (there) there.element.scrollIntoView({ inline: "start", block: "nearest" });
  else give(changing, person);
  (there ?? changing).field.focus();
  remember();
  poll();
}

function blank(number, medium) {
  return { id: "", number, medium, names: [], role: "", union: "", place: "", zone: "WIB", stopped: false };
}

document.getElementById("search").addEventListener("input", (event) => find(event.target.value));
for (const one of people.querySelectorAll("[data-new]")) {
  one.addEventListener("click", async () => {
    const { number } = await ask("new-number", {});
    choosePerson(blank(number, one.dataset.new));
  });
}
for (const sheet of [people, choices]) {
  sheet.querySelector(".close").addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
}

// --- the clock --------------------------------------------------------------------------------------------------------

async function moveClock(text) {
  const told = document.getElementById("moved");
  const controls = document.querySelectorAll(".moves button, .moves input");
  told.textContent = words.moving;
  for (const control of controls) control.disabled = true;
  try {
    const moved = await ask("clock", {}, { move: text });
    told.textContent = moved.ok ? "" : words.move_refused;
    if (moved.ok) document.getElementById("move").reset();
    take(moved);
    poll();
  } catch {
    told.textContent = "";
    reached(false);
  } finally {
    for (const control of controls) control.disabled = false;
  }
}

for (const one of document.querySelectorAll("[data-move]")) one.addEventListener("click", () => moveClock(one.dataset.move));
document.getElementById("move").addEventListener("submit", (event) => {
  event.preventDefault();
  moveClock(new FormData(event.target).get("move"));
});

// --- the beginning ----------------------------------------------------------------------------------------------------

async function begin() {
  const kept = JSON.parse(sessionStorage.getItem("suara.phones") ?? "[]");
  const ids = kept.map((one) => one.id).filter(Boolean);
  const known = new Map((ids.length ? (await ask("phones", { ids })).phones : []).map((one) => [one.id, one]));
  const again = kept
    .filter((one) => known.has(one.id) || !one.id)
    .map((one) => ({ ...(known.get(one.id) ?? blank(one.number, one.medium)), pending: one.pending }));
  const shown = again.length ? again : (await ask("phones", {})).phones;
  while (shown.length < 2) shown.push(blank((await ask("new-number", {})).number, shown.length ? "whatsapp" : "sms"));
  shown.forEach(addPhone);
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  await poll();
}

function start() {
  begin().catch(() => {
    reached(false);
    setTimeout(start, wait);
  });
}

start();
