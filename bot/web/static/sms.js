// How long a text is as SMS: the rules of bot/segments.py, for the counter under the message that is being written.
// Sources: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table) and TS 23.040 9.2.3.24 (concatenation).

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€");

/** Return {encoding, units, segments, remaining, outside} of `text`; units are septets (GSM-7) or 16-bit units (UCS-2). */
export function measure(text) {
  const chars = [...text];
  const outside = [...new Set(chars.filter((char) => !BASIC.has(char) && !EXTENDED.has(char)))];
  if (outside.length === 0) {
    return fill("GSM-7", chars.map((char) => (EXTENDED.has(char) ? 2 : 1)), 160, 153, outside);
  }
  return fill("UCS-2", chars.map((char) => char.length), 70, 67, outside);
}

// Neither an escape nor a surrogate pair is split between parts.
function fill(encoding, costs, single, part, outside) {
  let units = 0;
  let segments = 1;
  let last = 0;
  for (const cost of costs) {
    units += cost;
    last += cost;
    if (last > part) {
      segments += 1;
      last = cost;
    }
  }
  if (units <= single) {
    return { encoding, units, segments: Math.min(units, 1), remaining: single - units, outside };
  }
  return { encoding, units, segments, remaining: part - last, outside };
}
