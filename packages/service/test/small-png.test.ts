import { expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { readPng, smallPng } from './small-png.ts';

test('a picture of few colours is the same after it, and shorter', async () => {
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 300, height: 200 } });
    await page.setContent(
      '<body style="background:#159a8c"><p style="width:50px;height:40px;background:#fc0">',
    );
    const png = await page.screenshot();
    const small = smallPng(png);
    const browserReads = await page.evaluate<readonly number[]>(`(async () => {
      const image = new Image();
      image.src = 'data:image/png;base64,${small.toString('base64')}';
      await image.decode();
      const canvas = document.createElement('canvas');
      canvas.width = image.width; canvas.height = image.height;
      const drawing = canvas.getContext('2d');
      drawing.drawImage(image, 0, 0);
      return [...drawing.getImageData(0, 0, image.width, image.height).data];
    })()`);
    const { width, height, pixels } = readPng(png);
    expect([width, height]).toEqual([300, 200]);
    const rgb = browserReads.filter((_, index) => index % 4 !== 3);
    expect(Buffer.from(rgb).equals(Buffer.from(pixels))).toBe(true);
    expect(small.length).toBeLessThan(png.length);
  } finally {
    await browser.close();
  }
});
