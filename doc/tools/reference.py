#!/usr/bin/env python3
#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#
"""Turns Doxygen's XML of the public headers into the AsciiDoc pages of the reference.

    reference.py XML-DIRECTORY OUTPUT-DIRECTORY

A page for each class, for each name of a function and for each enumeration; names.json, which says where a name is
defined (the guides' names become links by it); errors.adoc, the table of errors by function; nav.adoc. An undocumented
public name is an error.
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as ElementTree
from collections import OrderedDict

NAMESPACE = "boost::tempfile"

# Requirements of the standard library and of Boost.Iostreams, which need no words of their own.
KNOWN_MEMBERS = {"char_type", "int_type", "pos_type", "off_type", "traits_type", "device_type", "category", "buffer_type",
                 "value_type", "size_type", "result", "iterator", "const_iterator", "intern_type", "extern_type", "state_type"}

# The order of the headers in the navigation, with their titles; what is not here comes last.
TOPICS = OrderedDict([
    ("temporary_file", "Streams"), ("named_temporary_file", "Streams"), ("spooled_temporary_file", "Streams"),
    ("temporary_stream", "Streams"), ("content_view", "The content as a whole"), ("mapped_content", "The content as a whole"),
    ("c_stream", "The content as a whole"), ("c_file", "The content as a whole"),
    ("temporary_directory", "Directories and paths"), ("remove_all", "Directories and paths"),
    ("temporary_path", "Directories and paths"), ("save_file", "From temporary to permanent"),
    ("persist", "From temporary to permanent"), ("options", "Options and environment"),
    ("spool_budget", "Options and environment"), ("tempdir", "Options and environment"), ("mkstemp", "Low level"),
    ("unique_handle", "Low level"), ("config", "Low level"), ("cleanup", "Nothing left behind"), ("sweep", "Nothing left behind"),
    ("device_streambuf", "Stream buffer and devices"), ("file_device", "Stream buffer and devices"),
    ("memory_device", "Stream buffer and devices"), ("spooled_device", "Stream buffer and devices"),
    ("newline_codecvt", "Stream buffer and devices")])

ERRORS = set("""address_in_use argument_list_too_long bad_address bad_file_descriptor broken_pipe cross_device_link
device_or_resource_busy directory_not_empty executable_format_error file_exists file_too_large filename_too_long
function_not_supported illegal_byte_sequence inappropriate_io_control_operation interrupted invalid_argument invalid_seek
io_error is_a_directory no_child_process no_lock_available no_space_on_device no_such_device no_such_device_or_address
no_such_file_or_directory not_a_directory not_enough_memory not_supported operation_canceled operation_not_permitted
operation_not_supported operation_would_block permission_denied read_only_file_system resource_deadlock_would_occur
resource_unavailable_try_again result_out_of_range text_file_busy timed_out too_many_files_open
too_many_files_open_in_system too_many_links too_many_symbolic_link_levels value_too_large""".split())


class Reference:
    def __init__(self, xml):
        self.xml = xml
        self.compounds = {}  # id: compounddef
        self.where = {}  # Doxygen's id: (page, anchor or None)
        self.names = {}  # a name that a guide may use: (page, anchor or None)
        self.pages = OrderedDict()  # page: (title, header, writer)
        self.undocumented = []
        self.errors = []  # (function, page, anchor, code, cause)
        self.page = None
        self.read()
        self.index()

    # ---- reading -----------------------------------------------------------------------------------------------------

    def read(self):
        for name in sorted(os.listdir(self.xml)):
            if name.endswith(".xml") and name != "index.xml":
                for compound in ElementTree.parse(os.path.join(self.xml, name)).getroot().findall("compounddef"):
                    self.compounds[compound.get("id")] = compound

    @staticmethod
    def header(element):
        location = element.find("location")
        path = location.get("declfile") or location.get("file")
        return re.sub(r"^.*?include/", "", path) if "include/" in path else path

    def is_public(self, element):
        return "/detail/" not in self.header(element)

    def index(self):
        space = next(c for c in self.compounds.values() if c.findtext("compoundname") == NAMESPACE)
        self.classes = OrderedDict()
        for compound in self.compounds.values():
            name = compound.findtext("compoundname")
            if compound.get("kind") not in ("class", "struct") or not name.startswith(NAMESPACE + "::"):
                continue
            short = name[len(NAMESPACE) + 2:]
            if "::" in short or "<" in short or not self.is_public(compound):
                continue
            self.classes[short] = compound
            self.where[compound.get("id")] = self.names[short] = (short, None)
        self.functions, self.enumerations, self.aliases = OrderedDict(), OrderedDict(), OrderedDict()
        for member in space.iter("memberdef"):
            if not self.is_public(member):
                continue
            name, kind = member.findtext("name"), member.get("kind")
            if kind == "function":
                if name == "swap" or name.startswith("operator"):
                    continue
                self.functions.setdefault(name, []).append(member)
                self.where[member.get("id")] = self.names[name] = (name, None)
            elif kind == "enum":
                self.enumerations[name] = member
                self.where[member.get("id")] = self.names[name] = (name, None)
                for value in member.findall("enumvalue"):
                    self.where[value.get("id")] = (name, None)
            elif kind == "typedef":
                self.aliases[name] = member
        for name, alias in self.aliases.items():
            target = re.match(r"(?:std::)?(\w+)\s*<", "".join(alias.find("type").itertext()))
            page = target.group(1) if target and target.group(1) in self.classes else name
            self.where[alias.get("id")] = self.names[name] = (page, None)
        for short, compound in self.classes.items():
            for member in self.members(compound):
                anchor = self.anchor(member)
                self.where[member.get("id")] = (short, anchor)

    @staticmethod
    def members(compound):
        for section in compound.findall("sectiondef"):
            for member in section.findall("memberdef"):
                if member.get("prot") == "public" and member.get("kind") in ("function", "variable", "typedef", "enum"):
                    yield member

    @staticmethod
    def anchor(member):
        name = member.findtext("name")
        name = {"operator=": "assign", "operator/": "operator-slash", "operator bool": "operator-bool"}.get(name, name)
        return re.sub(r"[^A-Za-z0-9_-]+", "-", name.replace("~", "destructor-")).strip("-")

    # ---- words ---------------------------------------------------------------------------------------------------------

    def link(self, target, text):
        page, anchor = target
        return f"xref:{page}.adoc{'#' + anchor if anchor else ''}[{text.replace(']', '&#93;')}]"

    def code(self, text):
        return f"`+{text}+`" if text else ""

    def inline(self, element):
        parts = [self.text(element.text)]
        for child in element:
            tag = child.tag
            if tag == "computeroutput":
                parts.append(self.named(self.plain(child)))
            elif tag == "ref":
                text = self.plain(child)
                target = self.where.get(child.get("refid"))
                parts.append(self.link(target, self.code(text)) if target else self.code(text))
            elif tag == "emphasis":
                parts.append("_" + self.inline(child) + "_")
            elif tag == "bold":
                parts.append("*" + self.inline(child) + "*")
            elif tag == "ulink":
                parts.append(f"{child.get('url')}[{self.plain(child)}]")
            elif tag in ("ndash", "mdash"):
                parts.append("–")
            elif tag == "sp":
                parts.append(" ")
            elif tag == "linebreak":
                parts.append(" +\n")
            else:
                parts.append(self.inline(child))
            parts.append(self.text(child.tail))
        return "".join(parts)

    @staticmethod
    def text(text):
        return re.sub(r"\s+", " ", text or "").replace("*", "&#42;").replace("++", "&#43;&#43;").replace("_", "&#95;").replace("{", "&#123;")

    @staticmethod
    def plain(element):
        text = "".join((" " if part.tag == "sp" else "") + (part.text or "") + (part.tail or "" if part is not element else "")
                       for part in element.iter())
        return re.sub(r"<\s+|\s+(?=>)", lambda m: m.group(0).strip(), re.sub(r"\s+", " ", text))

    def named(self, text):
        """Code in a sentence, linked where it is a public name."""
        known = re.match(r"(?:boost::tempfile::|std::)?(\w+)(?:\(\))?$", text)
        if known and known.group(1) in self.names and self.names[known.group(1)][0] != self.page and not text.startswith("std::"):
            return self.link(self.names[known.group(1)], self.code(text))
        return self.code(text)

    def blocks(self, element, level=0):
        """The paragraphs, lists and examples of a description; what is thrown and the like apart, by kind."""
        out, lists = [], OrderedDict()
        if element is None:
            return out, lists
        for para in element.findall("para"):
            self.paragraph(para, out, lists, level)
        return out, lists

    def paragraph(self, para, out, lists, level):
        line = [self.text(para.text)]

        def flush():
            sentence = "".join(line).strip()
            if sentence:
                out.append(sentence + "\n")
            line.clear()

        for child in para:
            if child.tag in ("itemizedlist", "orderedlist"):
                flush()
                out.append(self.list(child, level))
            elif child.tag in ("programlisting", "verbatim"):
                flush()
                out.append("[source,cpp]\n----\n" + self.listing(child) + "\n----\n")
            elif child.tag == "parameterlist":
                for item in child.findall("parameteritem"):
                    names = [self.plain(name) for name in item.iter("parametername")]
                    words, _ = self.blocks(item.find("parameterdescription"), level)
                    lists.setdefault(child.get("kind"), []).append((names, words, item.find("parameterdescription")))
            elif child.tag == "simplesect":
                title = child.findtext("title")
                words, _ = self.blocks(child, level)
                lists.setdefault(child.get("kind") + (":" + title if title else ""), []).append(([], words, child))
            else:
                wrapper = ElementTree.Element("wrapper")
                wrapper.append(child)
                tail, child.tail = child.tail, None
                line.append(self.inline(wrapper))
                child.tail = tail
            if child.tag in ("itemizedlist", "orderedlist", "programlisting", "verbatim", "parameterlist", "simplesect"):
                line.append(self.text(child.tail))
            else:
                line.append(self.text(child.tail))
        flush()

    def list(self, element, level):
        mark = ("*" if element.tag == "itemizedlist" else ".") * (level + 1)
        items = []
        for item in element.findall("listitem"):
            words, _ = self.blocks(item, level + 1)
            items.append(f"{mark} " + "+\n".join(words))
        return "".join(items)

    def listing(self, element):
        if element.tag == "verbatim":
            return element.text.strip("\n")
        lines = []
        for line in element.findall("codeline"):
            text = []
            for part in line.iter():
                if part.tag == "sp":
                    text.append(" ")
                text.append(part.text or "")
                if part is not line:
                    text.append(part.tail or "")
            lines.append("".join(text).rstrip())
        while lines and not lines[0]:
            lines.pop(0)
        indent = min((len(l) - len(l.lstrip()) for l in lines if l), default=0)
        return "\n".join(l[indent:] for l in lines)

    # ---- declarations ----------------------------------------------------------------------------------------------------

    def linked_type(self, element):
        """The text of a type, with links, for a block in which macros alone are substituted."""
        parts = [self.escape(element.text)]
        for child in element:
            text = self.plain(child)
            target = self.where.get(child.get("refid"))
            parts.append(self.link(target, self.escape(text)) if target else self.escape(text))
            parts.append(self.escape(child.tail))
        return "".join(parts)

    @staticmethod
    def escape(text):
        return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    def declaration(self, member):
        kind, name = member.get("kind"), member.findtext("name")
        lines = []
        templates = member.find("templateparamlist")
        if templates is not None:
            parameters = []
            for p in templates.findall("param"):
                text = self.plain(p.find("type")) + (" " + p.findtext("declname") if p.findtext("declname") else "")
                default = p.findtext("defval")
                parameters.append(self.escape(text + (" = " + default if default else "")))
            lines.append("template&lt;" + ", ".join(parameters) + "&gt;")
        type_of = self.linked_type(member.find("type")) if member.find("type") is not None else ""
        words = []
        if member.get("static") == "yes":
            words.append("static")
        if member.get("explicit") == "yes":
            words.append("explicit")
        if kind == "typedef":
            lines.append(f"using {name} = {type_of};")
            return "\n".join(lines)
        if member.get("virt") == "virtual" and "override" not in (member.findtext("argsstring") or ""):
            words.append("virtual")
        if type_of:
            words.append(type_of)
        if kind == "variable":
            initial = self.escape(member.findtext("initializer") or "")
            lines.append(" ".join(words + [name]) + (" " + initial if initial else "") + ";")
            return "\n".join(lines)
        parameters = []
        for p in member.findall("param"):
            text = self.linked_type(p.find("type"))
            declared = p.findtext("declname")
            if declared:
                text += ("" if text.endswith(("&amp;", "*")) and False else " ") + declared
            if p.findtext("array"):
                text += p.findtext("array")
            default = p.find("defval")
            if default is not None:
                text += " = " + self.linked_type(default)
            parameters.append(text)
        after = re.sub(r"^.*\)", "", member.findtext("argsstring") or "")
        after = re.sub(r"\s*=\s*(default|0)$", "", after).replace("=delete", "= delete").strip()
        head = " ".join(words + [name])
        joined = ", ".join(parameters)
        if len(re.sub(r"xref:[^\[]*\[|\]|&[a-z]+;", "", head + joined)) > 96:
            joined = "\n    " + ",\n    ".join(parameters)
        lines.append(f"{head}({joined}){' ' + self.escape(after) if after else ''};")
        return "\n".join(lines)

    def described(self, member, title):
        brief = member.find("briefdescription")
        detail = member.find("detaileddescription")
        if not self.plain(brief).strip() and not self.plain(detail).strip():
            args = member.findtext("argsstring") or ""
            if "delete" not in args and member.findtext("name") not in KNOWN_MEMBERS:
                self.undocumented.append(title + args)
            return ""
        out, lists = self.blocks(brief)
        more, other = self.blocks(detail)
        out += more
        for key, value in other.items():
            lists.setdefault(key, []).extend(value)
        text = "\n".join(out) + "\n"
        titles = OrderedDict([("templateparam", "Template parameters"), ("param", "Parameters"), ("return", "Returns"),
                              ("retval", "Returns"), ("exception", "Throws"), ("see", "See also")])
        for key in list(titles) + [k for k in lists if k not in titles]:
            if key not in lists:
                continue
            heading = titles.get(key) or (key.split(":", 1)[1] if ":" in key else key.capitalize())
            text += f"\n[.facet]\n{heading}::\n"
            for names, words, _ in lists[key]:
                body = "\n+\n".join(w.strip() for w in words) or "{empty}"
                if names and key == "exception":
                    text += "+\n" + ", ".join(self.code(n) for n in names) + ": " + body + "\n"
                elif names:
                    text += "+\n" + ", ".join(self.code(n) for n in names) + " – " + body + "\n"
                else:
                    text += ("+\n" if not text.endswith("::\n") else "") + body + "\n"
            text = text.replace("::\n+\n", "::\n", 1) if "::\n+\n" in text else text
        return text

    def note_errors(self, member, function, page, anchor):
        for item in member.iter("parameterlist"):
            if item.get("kind") == "exception":
                for description in item.iter("parameterdescription"):
                    self.split_errors(description, function, page, anchor)
        for para in member.find("detaileddescription").iter("simplesect"):
            if (para.findtext("title") or "").lower().startswith("error"):
                self.split_errors(para, function, page, anchor)

    def split_errors(self, description, function, page, anchor):
        text = "".join(description.itertext())
        for sentence in re.split(r"[;.]\s", re.sub(r"\s+", " ", text)):
            codes = [w for w in re.findall(r"[a-z_]+", sentence) if w in ERRORS]
            for code in codes:
                self.errors.append((function, page, anchor, code, sentence.strip().rstrip(".;")))

    # ---- pages -----------------------------------------------------------------------------------------------------------

    def heading(self, title, header, brief):
        return (f"= {title}\n:page-role: reference\n\n[.header-line]\nDefined in `<{header}>`, included by `<boost/tempfile.hpp>`.\n\n{brief}\n")

    def class_page(self, name, compound):
        self.page = name
        header = self.header(compound)
        out, lists = self.blocks(compound.find("briefdescription"))
        more, other = self.blocks(compound.find("detaileddescription"))
        if not out and not more:
            self.undocumented.append(name)
        text = self.heading(self.code(name), header, "\n".join(out))
        templates = compound.find("templateparamlist")
        head = ""
        if templates is not None:
            head = "template<" + ", ".join(
                self.plain(p.find("type")) + (" " + p.findtext("declname") if p.findtext("declname") else "") +
                (" = " + p.findtext("defval") if p.findtext("defval") else "") for p in templates.findall("param")) + ">\n"
        bases = [b.text for b in compound.findall("basecompoundref") if b.get("prot") == "public" and "detail" not in b.text]
        declared = head + compound.get("kind") + " " + name + (" : public " + ", public ".join(bases) if bases else "") + ";"
        aliases = [a for a in self.aliases.values() if self.names[a.findtext("name")][0] == name]
        text += "\n[.signature,subs=\"macros\"]\n----\n" + self.escape(declared)
        for alias in aliases:
            text += f"\n\nusing {alias.findtext('name')} = {self.escape(self.plain(alias.find('type')))};"
        text += "\n----\n\n" + "\n".join(more)
        for key, title in (("templateparam", "Template parameters"),):
            if key in other:
                text += f"\n[.facet]\n{title}::\n" + "\n+\n".join(
                    ", ".join(self.code(n) for n in names) + " – " + "\n+\n".join(w.strip() for w in words) for names, words, _ in other[key]) + "\n"
        for key, value in other.items():
            if key.startswith("par:") or key in ("note", "remark", "since"):
                title = key.split(":", 1)[1] if ":" in key else key.capitalize()
                text += f"\n[.facet]\n{title}::\n" + "\n+\n".join(w.strip() for _, words, _ in value for w in words) + "\n"
        groups = OrderedDict()
        for member in self.members(compound):
            if member.findtext("name") in KNOWN_MEMBERS and member.get("kind") == "typedef":
                continue
            if "=delete" in (member.findtext("argsstring") or "").replace(" ", ""):
                continue
            groups.setdefault(member.findtext("name"), []).append(member)
        inherited = [b.get("refid") for b in compound.findall("basecompoundref") if b.get("refid") in self.where]
        if inherited:
            text += "\nAnd all members of " + ", ".join(
                self.link(self.where[i], self.code(self.where[i][0])) for i in inherited) + ".\n"
        if groups:
            text += "\n[cols=\"1,3\",options=\"header\",.members]\n|===\n| Member | What it does\n"
            for member_name, overloads in groups.items():
                first = next((m for m in overloads if self.plain(m.find("briefdescription")).strip()), overloads[0])
                text += f"\n| <<{self.anchor(first)},{self.code(self.shown(member_name, name))}>>\n| {self.inline_of(first)}\n"
            text += "|===\n"
        for member_name, overloads in groups.items():
            text += f"\n[#{self.anchor(overloads[0])}]\n== {self.code(self.shown(member_name, name))}\n"
            text += self.overloads(overloads, name, f"{name}::{member_name}" if member_name != name else name)
        return text

    @staticmethod
    def shown(member, name):
        return member if member != name else member

    def inline_of(self, member):
        brief = member.find("briefdescription")
        return " ".join(self.inline(p).strip() for p in brief.findall("para")).replace("|", "\\|") or "{empty}"

    def overloads(self, overloads, page, title):
        text = ""
        for member in overloads:
            words = self.described(member, title)
            text += f"\n[.signature,subs=\"macros\"]\n----\n{self.declaration(member)}\n----\n\n{words}\n"
            self.note_errors(member, title, page, self.anchor(member) if page != title else None)
        return text

    def enumeration_page(self, name, member):
        self.page = name
        words = self.described(member, name)
        text = self.heading(self.code(name), self.header(member), "")
        strong = "enum class " if member.get("strong") == "yes" else "enum "
        values = member.findall("enumvalue")
        text += "\n[.signature]\n----\n" + strong + name + "\n{\n" + ",\n".join(
            "    " + v.findtext("name") + ((" " + v.findtext("initializer")) if v.findtext("initializer") else "") for v in values) + "\n};\n----\n\n" + words
        text += "\n[cols=\"1,3\",options=\"header\"]\n|===\n| Value | Meaning\n"
        for value in values:
            meaning = " ".join(self.inline(p).strip() for d in ("briefdescription", "detaileddescription")
                               for p in value.find(d).findall("para"))
            if not meaning.strip():
                self.undocumented.append(f"{name}::{value.findtext('name')}")
            text += f"\n| {self.code(value.findtext('name'))}\n| {meaning}\n"
        return text + "|===\n"

    def function_page(self, name, overloads):
        self.page = name
        return self.heading(self.code(name), self.header(overloads[0]), "") + self.overloads(overloads, name, name)

    def alias_page(self, name, member):
        self.page = name
        return (self.heading(self.code(name), self.header(member), "") +
                f"\n[.signature,subs=\"macros\"]\n----\n{self.declaration(member)}\n----\n\n{self.described(member, name)}")

    def write(self, directory):
        os.makedirs(directory, exist_ok=True)
        entries = []
        for name, compound in self.classes.items():
            self.put(directory, name, self.class_page(name, compound))
            entries.append((name, self.header(compound), "class"))
        for name, overloads in self.functions.items():
            self.put(directory, name, self.function_page(name, overloads))
            entries.append((name, self.header(overloads[0]), "function"))
        for name, member in self.enumerations.items():
            self.put(directory, name, self.enumeration_page(name, member))
            entries.append((name, self.header(member), "enum"))
        for name, member in self.aliases.items():
            if self.names[name][0] == name:
                self.put(directory, name, self.alias_page(name, member))
                entries.append((name, self.header(member), "alias"))
            elif not self.plain(member.find("briefdescription")).strip():
                self.undocumented.append(name)
        self.put(directory, "index", self.index_page(entries))
        self.put(directory, "errors", self.errors_page())
        with open(os.path.join(directory, "..", "nav.adoc"), "w", encoding="utf-8") as nav:
            nav.write("* xref:index.adoc[Reference]\n")
            for topic, names in self.by_topic(entries).items():
                nav.write(f"** {topic}\n")
                for name in names:
                    nav.write(f"*** xref:{name}.adoc[`+{name}+`]\n")
            nav.write("** xref:errors.adoc[Errors by function]\n")
        with open(os.path.join(directory, "..", "names.json"), "w", encoding="utf-8") as file:
            json.dump({n: f"{p}.adoc" for n, (p, _) in self.names.items()}, file, indent=1, sort_keys=True)

    @staticmethod
    def put(directory, name, text):
        with open(os.path.join(directory, name + ".adoc"), "w", encoding="utf-8") as file:
            file.write(text)

    def by_topic(self, entries):
        order = list(TOPICS)
        topics = OrderedDict((t, []) for t in TOPICS.values())

        def rank(entry):
            stem = os.path.basename(entry[1])[:-4]
            return (order.index(stem) if stem in order else len(order), entry[2] != "class", entry[0])

        for entry in sorted(entries, key=rank):
            stem = os.path.basename(entry[1])[:-4]
            topics.setdefault(TOPICS.get(stem, "More"), []).append(entry[0])
        return OrderedDict((t, n) for t, n in topics.items() if n)

    def index_page(self, entries):
        self.page = "index"
        text = "= Reference\n:page-role: reference\n\nMade from the headers. Everything is in namespace `boost::tempfile`.\n"
        for topic, names in self.by_topic(entries).items():
            text += f"\n== {topic}\n\n[cols=\"1,3\"]\n|===\n"
            for name in names:
                if name in self.classes:
                    brief = self.inline_of(self.classes[name])
                    also = [a for a in self.aliases if self.names[a][0] == name]
                    extra = (" +\n" + ", ".join(self.code(a) for a in also)) if also else ""
                else:
                    member = self.functions.get(name, [None])[0] if name in self.functions else self.enumerations.get(name, self.aliases.get(name))
                    brief, extra = self.inline_of(member), ""
                text += f"\n| xref:{name}.adoc[{self.code(name)}]{extra}\n| {brief}\n"
            text += "|===\n"
        return text

    def errors_page(self):
        text = ("= Errors by function\n:page-role: reference\n\nThe codes are those of `std::errc`; an error has the system's own code, which compares equal to "
                "one of them. Any function that enters the system can have other errors of the system as well (`io_error`, "
                "`no_space_on_device`, `too_many_files_open`, `not_enough_memory`), with the path. "
                "The table is made from the headers.\n\n[cols=\"2,2,4\",options=\"header\"]\n|===\n| Function | Code | When\n")
        seen = set()
        for function, page, anchor, code, cause in self.errors:
            key = (function, code, cause)
            if key in seen:
                continue
            seen.add(key)
            text += f"\n| {self.link((page, anchor), self.code(function))}\n| {self.code(code)}\n| {self.text(cause).replace('|', chr(92) + '|')}\n"
        return text + "|===\n"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    reference = Reference(sys.argv[1])
    reference.write(os.path.join(sys.argv[2], "pages"))
    if reference.undocumented:
        print("undocumented public names:", file=sys.stderr)
        for name in reference.undocumented:
            print("  " + name, file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
