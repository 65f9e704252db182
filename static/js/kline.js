// A K-line with a zoom (ECharts, Apache-2.0). Hollow is better and solid is worse; up is towards the target.
import { BarChart, CandlestickChart, ScatterChart } from "echarts/charts";
import { AriaComponent, DataZoomComponent, GridComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([AriaComponent, BarChart, CandlestickChart, DataZoomComponent, GridComponent, MarkLineComponent, ScatterChart, SVGRenderer, TooltipComponent]);

// What is few or withheld has one height; a bar that is told is never as high only because all are few.
const STUB = 3;
const MOST = 12;

/** The look's own colours, of the theme in which the page is read. */
function colours(place) {
  const style = getComputedStyle(place);
  return Object.fromEntries(["up", "down", "volume", "post", "ink", "ink-2", "ink-3", "line", "sheet"].map((name) =>
    [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** ECharts takes what closed higher for better: figures that shall shrink are told upside down, as negatives. */
const turned = (told, figure) => (told.grows ? figure : -figure);

/** Open, close, lowest and highest of a week, as ECharts wants them; of an empty week nothing. */
function figures({ candle }, told) {
  if (!candle) return ["-", "-", "-", "-"];
  const [open, close, ...ends] = [candle.open, candle.close, candle.low, candle.high].map((one) => turned(told, Number(one)));
  return [open, close, Math.min(...ends), Math.max(...ends)];
}

function options(told, { up, down, volume, post, sheet, line, ...ink }) {
  const weeks = told.weeks.map(({ name }) => name);
  const text = { color: ink["ink-3"], fontSize: 14 };
  const rule = { lineStyle: { color: line } };
  const numbers = { type: "value", scale: true, axisLabel: { ...text, formatter: (one) => `${turned(told, one) + 0}` }, splitLine: rule,
    min: (seen) => Math.min(seen.min, turned(told, told.target.value)), max: (seen) => Math.max(seen.max, turned(told, told.target.value)) };
  const weeksAxis = (gridIndex) => ({ type: "category", gridIndex, data: weeks, axisLabel: text, axisLine: rule, axisTick: { show: false } });
  return {
    animation: false,
    aria: { enabled: true, label: { description: told.said } },
    grid: [{ left: 56, right: 16, top: 16, bottom: 150 }, { left: 56, right: 16, height: 56, bottom: 70 }],
    xAxis: [{ ...weeksAxis(0), axisLabel: { show: false } }, weeksAxis(1)],
    yAxis: [numbers, { type: "value", gridIndex: 1, axisLabel: { show: false }, splitLine: { show: false }, max: (seen) => Math.max(seen.max, MOST) }],
    dataZoom: [{ type: "inside", xAxisIndex: [0, 1], zoomOnMouseWheel: "ctrl" }, { type: "slider", xAxisIndex: [0, 1], bottom: 8, height: 40, textStyle: text, borderColor: line, fillerColor: "transparent", backgroundColor: "transparent", dataBackground: { lineStyle: rule.lineStyle, areaStyle: { color: line } }, selectedDataBackground: { lineStyle: { color: post }, areaStyle: { color: volume } }, moveHandleStyle: { color: line }, handleStyle: { color: sheet, borderColor: post } }],
    tooltip: { trigger: "axis", renderMode: "richText", backgroundColor: sheet, borderColor: line, textStyle: { ...text, color: ink.ink }, formatter: ([{ dataIndex }]) => told.weeks[dataIndex].said },
    series: [
      { type: "candlestick", data: told.weeks.map((week) => ({ value: figures(week, told), itemStyle: body(week.better ? [sheet, up] : [down, down]) })),
        markLine: { symbol: "none", silent: true, lineStyle: { color: post, type: [6, 4] }, label: { ...text, color: ink.ink, formatter: told.target.words, position: "insideEndTop" }, data: [{ yAxis: turned(told, Number(told.target.value)) }] } },
      { type: "bar", xAxisIndex: 1, yAxisIndex: 1, data: told.weeks.map(({ volume: one }) => (one?.number == null ? { value: one ? STUB : 0, itemStyle: { color: "transparent", borderColor: volume, borderType: "dashed" } } : one.number)), itemStyle: { color: volume }, label: { show: true, position: "top", ...text, formatter: ({ dataIndex }) => told.weeks[dataIndex].volume?.words ?? "" } },
      { type: "scatter", data: told.marks.map(({ week, number }, place) => ({ value: [week, lowest(told, week)], number, symbolOffset: [0, 20 + 24 * told.marks.slice(0, place).filter((one) => one.week === week).length] })), symbolSize: 22, itemStyle: { color: post }, label: { show: true, color: sheet, fontWeight: 700, formatter: ({ data }) => data.number } },
    ],
  };
}

// Of a week that closed where it opened, ECharts would choose by the one before.
const body = ([color, borderColor]) => ({ color, color0: color, borderColor, borderColor0: borderColor, borderWidth: 2 });

function lowest(told, name) {
  const week = told.weeks.find((one) => one.name === name);
  const known = week?.candle ? week : told.weeks.find((one) => one.candle);
  return figures(known, told)[2];
}

/** Draws a chart in its place, and anew whenever its place or the theme changes. */
export function chart(place, told) {
  const drawn = init(place, null, { renderer: "svg" });
  const draw = () => drawn.setOption(options(told, colours(place)), true);
  draw();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  new ResizeObserver(() => drawn.resize()).observe(place);
}
