// Files on a phone: one that is attached goes to the server, one that came is shown, or offered to be saved.

export async function upload(file) {
  const answer = await fetch(`/simulator/api/files?${new URLSearchParams({ type: file.type })}`, {
    method: "POST",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
  });
  return answer.json();
}

export function draw(file, words) {
  if (file.state !== "kept") return note(file.state === "pending" ? words.file_waits : words.file_lost);
  if (file.of === "file") {
    const link = document.createElement("a");
    Object.assign(link, { href: file.url, download: file.name, className: "file", textContent: words.file });
    return link;
  }
  const shown = document.createElement({ image: "img", audio: "audio", video: "video" }[file.of]);
  if (file.of === "image") shown.alt = words.file;
  else Object.assign(shown, { controls: true, preload: "metadata" });
  shown.addEventListener("error", () => shown.replaceWith(note(words.file_lost)));
  shown.src = file.url;
  return shown;
}

function note(text) {
  const element = document.createElement("p");
  Object.assign(element, { className: "file", textContent: text });
  return element;
}
