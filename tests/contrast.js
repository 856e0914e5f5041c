() => {
  const parsed = (css) => {
    const numbers = (css.match(/[\d.]+(?:e-?\d+)?/g) || []).map(Number);
    const scale = css.startsWith("color(") ? 255 : 1;
    const [red = 0, green = 0, blue = 0, alpha = css === "none" || !numbers.length ? 0 : 1] = numbers;
    return [red * scale, green * scale, blue * scale, alpha];
  };
  const over = (top, below) =>
    [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat([1]);
  const luminance = (colour) => {
    const [red, green, blue] = colour.slice(0, 3).map((part) => {
      const c = part / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.textContent.trim();
    const element = texts.currentNode.parentElement;
    if (!text || !element || element.closest("script, style, noscript, title")) continue;
    const style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    if (box.width < 2 || box.height < 2 || style.visibility === "hidden") continue;
    // Nothing is asked of what is disabled, of icons, and of the halo behind a name on the map.
    if (element.closest("[disabled], [aria-disabled=true], [data-testid=stIconMaterial]")) continue;
    const drawn = element instanceof SVGElement;
    if (drawn && style.stroke !== "none") continue;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const layers = [];
    let opacity = 1;
    for (let e = element; e; e = e.parentElement) {
      const own = getComputedStyle(e);
      const place = e.getBoundingClientRect();
      opacity *= Number(own.opacity);
      // What stands beside a small ancestor, as the figure above a slider's knob, is not on it.
      const small = place.width < innerWidth / 2 && place.height < innerHeight / 2;
      const outside = x < place.left || x > place.right || y < place.top || y > place.bottom;
      if (small && outside) continue;
      layers.push(parsed(own.backgroundColor));
    }
    if (opacity < 0.05) continue;
    const behind = layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255, 1]);
    const ink = parsed(drawn ? style.fill : style.color);
    ink[3] *= opacity;
    const [dark, light] = [luminance(over(ink, behind)), luminance(behind)].sort((a, b) => a - b);
    const ratio = Math.round((100 * (light + 0.05)) / (dark + 0.05)) / 100;
    found.push({ text: text.slice(0, 40), ratio, ink: ink.join(), behind: behind.join() });
  }
  return found;
}
