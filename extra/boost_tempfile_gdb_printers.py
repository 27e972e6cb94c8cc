#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# How gdb shows the library's types. build/embed_printers.sh puts this into the library itself; gdb loads it from there
# where `add-auto-load-safe-path` allows that.

import re

import gdb
import gdb.printing


def _fields(*names):
    """A printer that shows these members, as a structure of its own."""
    class Printer:
        def __init__(self, value):
            self.value = value

        def to_string(self):
            return re.sub(r"<.*", "", str(self.value.type.strip_typedefs().unqualified())).replace("boost::tempfile::", "")

        def children(self):
            for shown, path in names:
                value = self.value
                try:
                    for part in path.split("."):
                        value = value[part]
                except gdb.error:
                    continue
                yield shown, value
    return Printer


class HandlePrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        handle = self.value["handle_"]
        return "closed" if int(handle) == -1 else "handle %s" % handle


class SpooledPrinter:
    def __init__(self, value):
        self.value = value

    def to_string(self):
        return "spooled_device in a file" if int(self.value["file_"]["handle_"]["handle_"]) != -1 else "spooled_device in memory"

    def children(self):
        yield "max_size", self.value["max_size_"]
        if int(self.value["file_"]["handle_"]["handle_"]) != -1:
            yield "file", self.value["file_"]
        else:
            yield "memory", self.value["memory_"]


_stream = _fields(("open", "file_.buffer_.open_"), ("position", "file_.buffer_.position_.offset"), ("device", "file_.buffer_.window_.device_"),
                  ("path", "file_.name_.path_"))

printers = gdb.printing.RegexpCollectionPrettyPrinter("boost_tempfile")
for _name, _printer in (
        ("unique_handle", HandlePrinter),
        ("file_device", _fields(("handle", "handle_"), ("seekable", "seekable_"), ("appending", "appending_"))),
        ("memory_device", _fields(("size", "size_"), ("capacity", "capacity_"))),
        ("spooled_device", SpooledPrinter),
        ("basic_device_streambuf<.*>", _fields(("open", "open_"), ("position", "position_.offset"), ("device", "window_.device_"))),
        ("basic_temporary_file<.*>", _stream),
        ("basic_named_temporary_file<.*>", _stream),
        ("basic_spooled_temporary_file<.*>", _stream),
        ("temporary_directory", _fields(("path", "made_.path"), ("owned", "owned_"))),
        ("temporary_path", _fields(("path", "made_.path"), ("owned", "owned_"))),
        ("content_view", _fields(("size", "size_"), ("data", "data_"))),
        ("spool_budget", _fields(("limit", "limit_"), ("used", "used_")))):
    printers.add_printer(_name, r"^boost::tempfile::%s$" % _name, _printer)

gdb.printing.register_pretty_printer(gdb.current_objfile(), printers, replace=True)
