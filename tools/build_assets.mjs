// Builds static/dist: one stylesheet, the browser modules, the icon sprite, licences, and manifest.json.
// Names carry a hash of the content, so a browser may keep a file for ever; .br and .gz lie beside each.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build, transform } from "esbuild";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const DIST = join(ROOT, "static", "dist");
const PAGES = ["inside", "queue", "compose", "support", "weekly", "return", "code", "kiosk", "tv", "countdown", "room", "live", "board", "candles", "tree", "monday", "checkin"];
const WEEK = 7 * 24 * 3600 * 1000;
const WORKERS = { WALLET_WORKER: "wallet-worker", POW_WORKER: "pow-worker" };
const TARGET = ["chrome90", "firefox90", "safari15"];

// Brotli bytes: CSS of any page; entry and everything it imports at once; the posting page with the larger worker;
// the one chart that is drawn in the browser, which its page asks for when all else is there.
const BUDGET = { "app.css": 30000, inside: 40000, return: 45000, support: 45000, weekly: 45000, room: 45000, compose: 45000, posting: 52000, candles: 40000, kline: 220000 };

export const ICONS = [
  "arrow-left", "arrow-right", "arrow-up-down", "bell", "building-2", "calendar", "camera", "chart-candlestick", "check", "chevron-down",
  "chevron-right", "circle-question-mark", "circle-slash", "clock", "copy", "corner-up-right", "download",
  "eye", "eye-off", "file-text", "flag", "forward", "grip-vertical", "hand", "history", "hourglass", "house", "inbox", "info",
  "key-round", "keyboard", "languages", "layers", "life-buoy", "link", "list", "lock", "log-in", "log-out",
  "mail-open", "megaphone", "menu", "message-circle-question-mark", "message-square", "octagon-alert",
  "package-plus", "pencil", "plus", "printer", "qr-code", "refresh-cw", "rotate-ccw", "scissors", "scroll-text",
  "search", "send", "settings", "shield-check", "smartphone", "sprout", "square-pen", "target", "ticket",
  "trash-2", "triangle-alert", "undo-2", "user", "user-check", "users", "wifi-off", "x",
];

const source = (...parts) => join(ROOT, ...parts);
const vendored = (...parts) => source("node_modules", ...parts);

function hashed(name, content) {
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const extension = extname(name);
  return `${name.slice(0, -extension.length)}-${digest}${extension}`;
}

function brotli(content) {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}

const made = new Set();

async function put(name, content) {
  const bytes = Buffer.from(content);
  const packed = brotli(bytes);
  for (const ending of ["", ".br", ".gz"]) made.add(name + ending);
  await writeFile(join(DIST, name), bytes);
  await writeFile(join(DIST, `${name}.br`), packed);
  await writeFile(join(DIST, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  return packed.length;
}

// Bootstrap's parts that need its JavaScript, which no page loads, or that the look does without.
const UNUSED = /\.(accordion|bs-|carousel|collaps|dropdown|dropend|dropstart|dropup|modal|offcanvas|placeholder|popover|spinner|toast|tooltip)/;

function withoutUnused(rule, selectors, body) {
  const kept = selectors.split(",").filter((selector) => !UNUSED.test(selector));
  return kept.length ? `${kept.join(",")}{${body}}` : "";
}

/** Bootstrap without its data: images, which img-src 'self' refuses; parts.css draws those marks itself. */
async function bootstrap() {
  const css = await readFile(vendored("bootstrap", "dist", "css", "bootstrap.min.css"), "utf8");
  const quiet = css.replace(/url\("data:[^"]*"\)/g, "none");
  return quiet.replace(/([^{}]+)\{([^{}]*)\}/g, withoutUnused);
}

export async function stylesheet() {
  const ours = ["tokens.css", "parts.css"].map((name) => readFile(source("static", "css", name), "utf8"));
  const all = [await bootstrap(), ...(await Promise.all(ours))].join("\n");
  const { code } = await transform(all, { loader: "css", minify: true, target: TARGET, legalComments: "none" });
  return code;
}

async function symbol(name) {
  const svg = await readFile(vendored("lucide-static", "icons", `${name}.svg`), "utf8");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" `
    + `stroke-linecap="round" stroke-linejoin="round">${shapes}</symbol>`;
}

async function sprite() {
  const symbols = await Promise.all(ICONS.map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

function bundle(names, define) {
  return build({
    absWorkingDir: ROOT,
    entryPoints: names.map((name) => source("static", "js", `${name}.js`)),
    entryNames: "[name]-[hash]", chunkNames: "chunk-[hash]", outdir: DIST,
    bundle: true, splitting: true, format: "esm", minify: true, target: TARGET, define,
    charset: "utf8", legalComments: "none", metafile: true, write: false, logLevel: "warning",
  });
}

function entries({ outputs }) {
  const pairs = Object.entries(outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(pairs.map(([path, output]) => [relative("static/js", output.entryPoint), path]));
}

async function scripts() {
  const workers = await bundle(Object.values(WORKERS), {});
  const files = entries(workers.metafile);
  const file = (name) => JSON.stringify(`./${relative("static/dist", files[`${name}.js`])}`);
  const pages = await bundle(PAGES, Object.fromEntries(Object.entries(WORKERS).map(([word, name]) => [word, file(name)])));
  return { workers, pages };
}

/** Bytes a browser fetches for an entry: the file and everything it imports at once. */
function weigh(path, outputs, sizes, seen = new Set()) {
  if (seen.has(path)) return 0;
  seen.add(path);
  const atOnce = outputs[path].imports.filter((used) => used.kind === "import-statement" && !used.external);
  return atOnce.reduce((sum, used) => sum + weigh(used.path, outputs, sizes, seen), sizes[path]);
}

function packages(metafiles) {
  const inputs = metafiles.flatMap(({ inputs: used }) => Object.keys(used));
  const names = inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean);
  return [...new Set([...names, "bootstrap", "lucide-static"])].sort();
}

async function licence(name) {
  const inside = await readdir(vendored(name), { withFileTypes: true });
  const files = inside.filter((one) => one.isFile() && /^licen[cs]e/i.test(one.name)).map((one) => one.name).sort();
  if (!files.length) throw new Error(`${name} is bundled but carries no licence text`);
  const { version, license } = JSON.parse(await readFile(vendored(name, "package.json"), "utf8"));
  const texts = await Promise.all(files.map((file) => readFile(vendored(name, file), "utf8")));
  return `${name} ${version} (${license})\n\n${texts.join("\n").trim()}\n`;
}

async function licences(metafiles) {
  const texts = await Promise.all(packages(metafiles).map(licence));
  return texts.join(`\n${"-".repeat(72)}\n\n`);
}

function check(weights) {
  const heavy = Object.keys(BUDGET).filter((name) => weights[name] > BUDGET[name]);
  for (const name of Object.keys(BUDGET)) console.log(`${name}: ${weights[name]} of ${BUDGET[name]} bytes (brotli)`);
  if (heavy.length) throw new Error(`over budget: ${heavy.join(", ")}`);
}

/** Removes what no build made for a week: a page that is open, or a server that runs, still asks for what it names. */
async function sweep() {
  for (const name of await readdir(DIST)) {
    const { mtimeMs } = await stat(join(DIST, name));
    if (!made.has(name) && name !== "manifest.json" && Date.now() - mtimeMs > WEEK) await rm(join(DIST, name));
  }
}

async function main() {
  await mkdir(DIST, { recursive: true });
  const manifest = {};
  const weights = {};
  const { workers, pages } = await scripts();
  const outputs = { ...workers.metafile.outputs, ...pages.metafile.outputs };
  const sizes = {};
  for (const file of [...workers.outputFiles, ...pages.outputFiles]) {
    sizes[relative(ROOT, file.path)] = await put(relative(DIST, file.path), file.contents);
  }
  for (const [name, path] of Object.entries({ ...entries(workers.metafile), ...entries(pages.metafile) })) {
    manifest[name] = relative("static/dist", path);
    weights[name.slice(0, -3)] = weigh(path, outputs, sizes);
  }
  weights.posting = weights.compose + Math.max(...Object.values(WORKERS).map((name) => weights[name]));
  const files = {
    "app.css": await stylesheet(),
    "icons.svg": await sprite(),
    "logo.svg": await readFile(source("static", "img", "logo.svg")),
    "licences.txt": await licences([workers.metafile, pages.metafile]),
  };
  for (const [name, content] of Object.entries(files)) {
    manifest[name] = hashed(name, content);
    weights[name] = await put(manifest[name], content);
  }
  const sorted = Object.fromEntries(Object.entries(manifest).sort());
  await writeFile(join(DIST, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
  await sweep();
  check(weights);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
