// The receipt as it is shown once: words, letters, a QR of the letters, a picture, and whether to remember it.
import encodeQR from "qr";
import { hex, random } from "./bytes.js";
import { part, show } from "./dom.js";
import { forget, keep } from "./store.js";

const SVG = "http://www.w3.org/2000/svg";
const GROUPS = [4, 4, 3, 3, 4];
const PICTURE = { width: 720, margin: 48, module: 12 };

const squares = (letters) => encodeQR(letters, "raw", { ecc: "medium", border: 2 });

function drawQr(svg, letters) {
  const rows = squares(letters);
  const dark = rows.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : "")));
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", dark.join(""));
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.replaceChildren(path);
}

function drawWords(words) {
  const items = words.map((word, at) => {
    const item = document.createElement("li");
    const number = document.createElement("small");
    number.textContent = String(at + 1);
    item.append(number, word);
    return item;
  });
  part("words").replaceChildren(...items);
}

export function grouped(letters) {
  let at = 0;
  return GROUPS.map((size) => letters.slice(at, (at += size)));
}

function drawLetters(letters) {
  const groups = grouped(letters);
  const spans = groups.map((text, at) => {
    const span = document.createElement(at === groups.length - 1 ? "b" : "span");
    span.textContent = text;
    return span;
  });
  part("letters").replaceChildren(...spans);
}

function paintQr(pen, letters, top) {
  const rows = squares(letters);
  const left = (PICTURE.width - rows.length * PICTURE.module) / 2;
  rows.forEach((row, y) => row.forEach((on, x) => {
    if (on) pen.fillRect(left + x * PICTURE.module, top + y * PICTURE.module, PICTURE.module, PICTURE.module);
  }));
}

function paint({ letters, words }, lang) {
  const canvas = document.createElement("canvas");
  canvas.width = PICTURE.width;
  canvas.height = 660;
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = "#111";
  pen.textAlign = "center";
  const list = words[lang];
  const lines = [list.slice(0, 4), list.slice(4)].map((half) => half.join("  "));
  const size = lang === "zh" ? 56 : 34;
  pen.font = `700 ${size}px serif`;
  lines.forEach((line, at) => pen.fillText(line, PICTURE.width / 2, PICTURE.margin + size + at * (size + 20)));
  pen.font = "700 34px monospace";
  pen.fillText(grouped(letters).join(" "), PICTURE.width / 2, 250);
  paintQr(pen, letters, 300);
  return canvas;
}

function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copy(words, lang) {
  await navigator.clipboard.writeText(words[lang].join(lang === "zh" ? "" : " "));
  show(part("copied"));
}

/** Remembering is a choice, and can be taken back while the receipt is on screen. */
function remember(made, label) {
  const name = `receipt:${hex(random(8))}`;
  for (const input of document.querySelectorAll('input[name="device"]')) {
    input.addEventListener("change", () => (input.value === "own" ? keep(name, { letters: made.letters, label }) : forget(name)));
  }
}

function retype(letters) {
  const field = part("retype");
  part("retype-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const same = field.value.normalize("NFKC").toUpperCase().replace(/O/g, "0").replace(/[IL]/g, "1").trim() === letters.slice(-4);
    field.classList.toggle("is-invalid", !same);
    show(part("retype-wrong"), !same);
    show(part("retype-right"), same);
  });
}

/** Fills the receipt part of the page. `label` is what a remembered receipt is called on this device. */
export function showSlip(made, label) {
  const lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
  drawWords(made.words[lang]);
  drawLetters(made.letters);
  drawQr(part("qr"), made.letters);
  part("copy").addEventListener("click", () => copy(made.words, lang));
  part("picture").addEventListener("click", (event) => {
    const { file } = event.currentTarget.dataset;
    paint(made, lang).toBlob((blob) => download(blob, file));
  });
  remember(made, label);
  retype(made.letters);
  show(part("slip"));
  window.addEventListener("pagehide", () => part("slip").remove());
}

