// JSON in the one spelling of RFC 8785, for the shapes we hash: objects, arrays, strings, integers, booleans, null.
const LONE = /[\uD800-\uDFFF]/u;

function text(value) {
  if (LONE.test(value)) throw new RangeError("a lone surrogate has no canonical spelling");
  return JSON.stringify(value);
}

function integer(value) {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new RangeError("only safe integers are hashed");
  return String(value);
}

function members(value) {
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${text(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** Returns the canonical text; throws RangeError for what it cannot carry. */
export function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return text(value);
  if (typeof value === "number") return integer(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value === "object") return members(value);
  throw new RangeError(`${typeof value} has no canonical spelling`);
}
