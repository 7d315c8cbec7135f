"""What screens are like, and how well words stand out on them."""

from typing import Any

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}

CONTRAST = """element => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) => {
    const linear = [r, g, b].map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  let ground = element;
  while (ground && rgb(getComputedStyle(ground).backgroundColor)[3] < 255) {
    ground = ground.parentElement;
  }
  const back = getComputedStyle(ground ?? document.body).backgroundColor;
  const pair = [getComputedStyle(element).color, back].map((colour) => luminance(rgb(colour)));
  return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
}"""
