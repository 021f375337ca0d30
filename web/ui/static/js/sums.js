// Relations (勾稽关系) over values, exactly as the archive evaluates them; the relations themselves come from the archive.
const PLACES = 6;

// A decimal string as a whole number of millionths; null for a blank, undefined for what is no number.
export function exact(text) {
  if (text === null || text === "") return null;
  const found = /^([+-]?)(\d{1,15})(?:\.(\d{1,6}))?$/.exec(plain(text));
  if (!found) return undefined;
  const digits = BigInt(found[2] + (found[3] ?? "").padEnd(PLACES, "0"));
  return found[1] === "-" ? -digits : digits;
}

// Full-width digits and signs become plain, blanks and commas go.
export function plain(text) {
  return text.normalize("NFKC").replace(/[\s,]/g, "");
}

export function shown(number) {
  const sign = number < 0n ? "-" : "";
  const digits = String(number < 0n ? -number : number).padStart(PLACES + 1, "0");
  const whole = digits.slice(0, -PLACES).replace(/\B(?=(\d{3})+$)/g, ",");
  const rest = digits.slice(-PLACES).replace(/0+$/, "");
  return sign + whole + (rest ? `.${rest}` : "");
}

export const SIGNS = { sum: "=", balance: "=", least: "≥", most: "≤" };

// `values` maps a metric to its exact value or null; a metric that is not in it was not found.
export function evaluate(relation, values) {
  const metrics = [...relation.left, ...relation.right];
  if (metrics.some((name) => values.get(name) === undefined) || sumIsBlank(relation, values)) return { state: "not_checkable" };
  const add = (names) => names.reduce((sum, name) => sum + (values.get(name) ?? 0n), 0n);
  const left = add(relation.left);
  const right = add(relation.right);
  const holds = { sum: left === right, balance: left === right, least: left >= right, most: left <= right }[relation.kind];
  return { state: holds ? "holds" : "broken", left, right };
}

function sumIsBlank(relation, values) {
  const sums = { sum: relation.left, least: relation.left, most: relation.right }[relation.kind];
  const cells = sums ?? [...relation.left, ...relation.right].filter((name) => name.startsWith("requests.processed."));
  return cells.some((name) => values.get(name) === null);
}
