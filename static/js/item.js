// What is said: tidied, counted, and bound to its author by a commitment.
import { hex, sha256, utf8 } from "./bytes.js";
import { canonical } from "./canonical.js";

export const LONGEST = 500;
const BODY_BYTES = 8192;
const SEAT_BYTES = 2 * BODY_BYTES;
const STEP = 524288;
const MOST = 8 * STEP;
const EDGES = /^[ \n\u3000]+|[ \n\u3000]+$/g;
const LONE = /[\uD800-\uDFFF]/gu;
const CONTROLS = /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g;

/** The text as it is stored: NFC, lines parted by newline alone, no other controls, no empty edges. */
export function tidy(text) {
  const lines = text.replace(/\r\n?/g, "\n").replace(/\t/g, " ").replace(CONTROLS, "");
  return lines.replace(LONE, "\uFFFD").normalize("NFC").replace(EDGES, "");
}

/** Code points, which is how the limit counts. */
export const length = (text) => Array.from(text).length;

/** One row as it is sent: every field there, null where it has no value. */
export function item(fields) {
  const stuck = fields.kind === "blocker";
  return {
    kind: fields.kind,
    target: fields.target,
    body: tidy(fields.body),
    cause: stuck ? fields.cause : null,
    severity: stuck ? Number(fields.severity) : null,
    ask: (stuck && fields.ask) || null,
    site: null,
    photos: fields.photos || [],
  };
}

/** SHA-256("portal/commitment/1" || salt 16 || canonical item), in hex. */
export async function commitment(salt, said) {
  return hex(await sha256(utf8("portal/commitment/1"), salt, utf8(canonical(said))));
}

/**
 * The JSON text of a request with `pad` making it exactly 8192 bytes, so that its length tells nothing; with photos
 * the next multiple of 512 KiB, at most 4 MiB.
 */
export function padded(request) {
  const bare = utf8(JSON.stringify({ ...request, pad: "" })).length;
  const photos = request.item?.photos?.length > 0;
  const whole = request.blinded ? SEAT_BYTES : BODY_BYTES;
  const size = photos ? Math.ceil(bare / STEP) * STEP : whole;
  if (bare > size || size > MOST) throw new RangeError("the request does not fit");
  return JSON.stringify({ ...request, pad: "0".repeat(size - bare) });
}
