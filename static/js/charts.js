// Draws the charts of a page from the data beside them; a click on a bar opens what it counts. The table says the same.
(() => {
  "use strict";
  const shown = new Map();
  const root = document.documentElement;

  function colours(box) {
    const style = getComputedStyle(box);
    const of = (name) => style.getPropertyValue(name).trim();
    return {
      strong: of("--chart-strong"),
      pale: of("--chart-pale"),
      soft: of("--chart-soft"),
      text: of("--chart-text"),
      grid: of("--chart-grid"),
      panel: of("--chart-panel"),
      font: style.fontFamily,
      size: Number.parseFloat(style.fontSize) || 13,
    };
  }

  // Names of agencies are long: how much room a phone and a desk give them.
  const room = (box) => Math.min(Math.round(box.clientWidth * 0.36), 190);

  function series(one, tone, across) {
    const data = one.values.map((value, place) => ({ value, url: one.urls[place] }));
    if (one.line) {
      return {
        name: one.name, type: "line", symbol: "circle", symbolSize: 5, data,
        lineStyle: { color: tone[one.tone], type: "dashed", width: 1.5 }, itemStyle: { color: tone[one.tone] },
      };
    }
    return {
      name: one.name, type: "bar", barMaxWidth: across ? 14 : 18, data, cursor: "pointer",
      itemStyle: { color: tone[one.tone] },
      label: across
        ? { show: true, position: "right", color: tone.text, fontSize: tone.size, formatter: (at) => at.value || "" }
        : undefined,
    };
  }

  function options(box, told) {
    const tone = colours(box);
    const across = told.kind === "bars";
    const several = told.series.length > 1;
    const text = { color: tone.text, fontSize: tone.size };
    const names = {
      type: "category", data: told.labels, inverse: across, axisTick: { show: false },
      axisLine: { show: !across, lineStyle: { color: tone.grid } },
      axisLabel: across ? { ...text, width: room(box), overflow: "break", lineHeight: tone.size * 1.35 } : { ...text, hideOverlap: true },
    };
    const numbers = {
      type: "value", minInterval: 1, show: !across, axisLabel: text, splitLine: { lineStyle: { color: tone.grid } },
    };
    return {
      animation: false,
      textStyle: { fontFamily: tone.font, ...text },
      grid: {
        left: across ? room(box) + 12 : 8, right: across ? 36 : 8, top: several ? 34 : 10, bottom: across ? 4 : 6,
        outerBoundsMode: across ? "none" : "same", containLabel: !across,
      },
      legend: several ? { right: 0, top: 0, itemWidth: 14, itemHeight: 8, textStyle: text } : undefined,
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true, backgroundColor: tone.panel, borderColor: tone.grid,
        textStyle: text, axisPointer: { type: "shadow", shadowStyle: { opacity: 0.12 } },
      },
      xAxis: across ? numbers : names,
      yAxis: across ? names : numbers,
      series: told.series.map((one) => series(one, tone, across)),
    };
  }

  function draw(box) {
    const told = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    if (told.kind === "bars") {
      box.style.height = `${told.labels.length * (told.series.length > 1 ? 44 : 34) + (told.series.length > 1 ? 42 : 16)}px`;
    }
    const chart = window.echarts.init(box);
    chart.setOption(options(box, told));
    chart.on("click", (at) => { if (at.data?.url) location.assign(at.data.url); });
    shown.set(box, chart);
    new ResizeObserver(() => {
      if (!box.isConnected) return;
      chart.resize();
      chart.setOption(options(box, told));
    }).observe(box);
  }

  function drawAll() {
    for (const [box, chart] of shown) {
      if (box.isConnected) continue;
      chart.dispose();
      shown.delete(box);
    }
    for (const box of document.querySelectorAll("[data-chart]")) if (!shown.has(box)) draw(box);
  }

  if (!window.echarts) {
    root.classList.add("no-charts");
    return;
  }
  drawAll();
  document.addEventListener("htmx:afterSwap", drawAll);
})();
