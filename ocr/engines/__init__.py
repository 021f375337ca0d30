"""Recognition engines behind one Protocol (`ocr.page.OcrEngine`), chosen by name."""
