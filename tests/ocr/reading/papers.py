"""Small real pages for the tests of reading: typeset by WeasyPrint, rasterised by poppler, spoilt in known ways."""

import io
from collections.abc import Callable
from functools import cache

import cv2
import numpy as np
import pikepdf
from pdf2image import convert_from_bytes
from PIL import Image as Pillow
from weasyprint import HTML

from ocr.page import Image

TITLE = "凯旋东路街道办事处2020年政府信息公开工作年度报告"
PROSE = "本年度共受理政府信息公开申请859件，其中予以公开805件，部分公开37件，结转下年度继续办理72件。"
ROWS = (("一、本年新收政府信息公开申请数量", "859", "12"), ("二、上年结转政府信息公开申请数量", "18", "0"))
STYLE = """@page { size: A4; margin: 2cm } body { font: 12pt/1.7 'Noto Serif CJK SC', 'WenQuanYi Zen Hei', serif }
h1 { font-size: 18pt; text-align: center } table { border-collapse: collapse; width: 100% }
td { border: 0.75pt solid #000; padding: 4px; text-align: center }"""


def body(rows: int = 14) -> str:
    """A title, prose and a ruled table."""
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in ROWS[n % 2])}<td>{n}</td></tr>" for n in range(rows))
    return f"<h1>{TITLE}</h1><h3>一、总体情况</h3>{f'<p>{PROSE}</p>' * 4}<table>{table}</table>"


def pdf_of_html(html: str, style: str = STYLE) -> bytes:
    """A digital PDF."""
    made: bytes = HTML(string=f"<style>{style}</style>{html}").write_pdf()
    return made


@cache
def digital() -> bytes:
    """One digital page."""
    return pdf_of_html(body())


@cache
def page(dpi: int = 200) -> Image:
    """The page of `digital` in grey."""
    return np.asarray(convert_from_bytes(digital(), dpi=dpi, grayscale=True)[0])


def encoded(image: Image, kind: str = "PNG", **options: object) -> bytes:
    """An image file; grey or RGB."""
    out = io.BytesIO()
    Pillow.fromarray(image).save(out, kind, **options)
    return out.getvalue()


def scanned(*images: Image, rotate: int = 0) -> bytes:
    """A PDF of A4 pages with one image each; `rotate` is the pages' /Rotate."""
    pdf = pikepdf.new()
    for image in images:
        wide = image.shape[1] > image.shape[0]
        width, height = (842, 595) if wide else (595, 842)
        added = pdf.add_blank_page(page_size=(width, height))
        stream = pdf.make_stream(
            encoded(image, "JPEG", quality=85),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=image.shape[1],
            Height=image.shape[0],
            BitsPerComponent=8,
            ColorSpace=pikepdf.Name.DeviceGray if image.ndim == 2 else pikepdf.Name.DeviceRGB,
            Filter=pikepdf.Name.DCTDecode,
        )
        added.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=stream))
        added.Contents = pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Im Do Q".encode())
        if rotate:
            added.Rotate = rotate
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def changed(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The same PDF after `change`."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def skewed(image: Image, degrees: float) -> Image:
    """Turned counter-clockwise about its middle, on white."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(image, matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)
