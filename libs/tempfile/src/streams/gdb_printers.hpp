//
// Copyright (c) 2026 The Boost.TempFile authors
//
// Distributed under the Boost Software License, Version 1.0.
// (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
//

#ifndef BOOST_TEMPFILE_SRC_STREAMS_GDB_PRINTERS_HPP
#define BOOST_TEMPFILE_SRC_STREAMS_GDB_PRINTERS_HPP

// Made by build/embed_printers.sh from extra/boost_tempfile_gdb_printers.py: do not edit. BOOST_ALL_NO_EMBEDDED_GDB_SCRIPTS
// leaves it out.

// clang-format off
#if defined(__ELF__) && defined(__GNUC__) && !defined(BOOST_ALL_NO_EMBEDDED_GDB_SCRIPTS)
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Woverlength-strings"
#endif
__asm__(".pushsection \".debug_gdb_scripts\", \"MS\",%progbits,1\n"
        ".ascii \"\\4gdb.inlined-script.BOOST_TEMPFILE\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"import re\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"import gdb\\n\"\n"
        ".ascii \"import gdb.printing\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"def _fields(*names):\\n\"\n"
        ".ascii \"    \\\"\\\"\\\"A printer that shows these members, as a structure of its own.\\\"\\\"\\\"\\n\"\n"
        ".ascii \"    class Printer:\\n\"\n"
        ".ascii \"        def __init__(self, value):\\n\"\n"
        ".ascii \"            self.value = value\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"        def to_string(self):\\n\"\n"
        ".ascii \"            return re.sub(r\\\"<.*\\\", \\\"\\\", str(self.value.type.strip_typedefs().unqualified())).replace(\\\"boost::tempfile::\\\", \\\"\\\")\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"        def children(self):\\n\"\n"
        ".ascii \"            for shown, path in names:\\n\"\n"
        ".ascii \"                value = self.value\\n\"\n"
        ".ascii \"                try:\\n\"\n"
        ".ascii \"                    for part in path.split(\\\".\\\"):\\n\"\n"
        ".ascii \"                        value = value[part]\\n\"\n"
        ".ascii \"                except gdb.error:\\n\"\n"
        ".ascii \"                    continue\\n\"\n"
        ".ascii \"                yield shown, value\\n\"\n"
        ".ascii \"    return Printer\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"class HandlePrinter:\\n\"\n"
        ".ascii \"    def __init__(self, value):\\n\"\n"
        ".ascii \"        self.value = value\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"    def to_string(self):\\n\"\n"
        ".ascii \"        handle = self.value[\\\"handle_\\\"]\\n\"\n"
        ".ascii \"        return \\\"closed\\\" if int(handle) == -1 else \\\"handle %s\\\" % handle\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"class SpooledPrinter:\\n\"\n"
        ".ascii \"    def __init__(self, value):\\n\"\n"
        ".ascii \"        self.value = value\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"    def to_string(self):\\n\"\n"
        ".ascii \"        return \\\"spooled_device in a file\\\" if int(self.value[\\\"file_\\\"][\\\"handle_\\\"][\\\"handle_\\\"]) != -1 else \\\"spooled_device in memory\\\"\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"    def children(self):\\n\"\n"
        ".ascii \"        yield \\\"max_size\\\", self.value[\\\"max_size_\\\"]\\n\"\n"
        ".ascii \"        if int(self.value[\\\"file_\\\"][\\\"handle_\\\"][\\\"handle_\\\"]) != -1:\\n\"\n"
        ".ascii \"            yield \\\"file\\\", self.value[\\\"file_\\\"]\\n\"\n"
        ".ascii \"        else:\\n\"\n"
        ".ascii \"            yield \\\"memory\\\", self.value[\\\"memory_\\\"]\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"_stream = _fields((\\\"open\\\", \\\"file_.buffer_.open_\\\"), (\\\"position\\\", \\\"file_.buffer_.position_.offset\\\"), (\\\"device\\\", \\\"file_.buffer_.window_.device_\\\"),\\n\"\n"
        ".ascii \"                  (\\\"path\\\", \\\"file_.name_.path_\\\"))\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"printers = gdb.printing.RegexpCollectionPrettyPrinter(\\\"boost_tempfile\\\")\\n\"\n"
        ".ascii \"for _name, _printer in (\\n\"\n"
        ".ascii \"        (\\\"unique_handle\\\", HandlePrinter),\\n\"\n"
        ".ascii \"        (\\\"file_device\\\", _fields((\\\"handle\\\", \\\"handle_\\\"), (\\\"seekable\\\", \\\"seekable_\\\"), (\\\"appending\\\", \\\"appending_\\\"))),\\n\"\n"
        ".ascii \"        (\\\"memory_device\\\", _fields((\\\"size\\\", \\\"size_\\\"), (\\\"capacity\\\", \\\"capacity_\\\"))),\\n\"\n"
        ".ascii \"        (\\\"spooled_device\\\", SpooledPrinter),\\n\"\n"
        ".ascii \"        (\\\"basic_device_streambuf<.*>\\\", _fields((\\\"open\\\", \\\"open_\\\"), (\\\"position\\\", \\\"position_.offset\\\"), (\\\"device\\\", \\\"window_.device_\\\"))),\\n\"\n"
        ".ascii \"        (\\\"basic_temporary_file<.*>\\\", _stream),\\n\"\n"
        ".ascii \"        (\\\"basic_named_temporary_file<.*>\\\", _stream),\\n\"\n"
        ".ascii \"        (\\\"basic_spooled_temporary_file<.*>\\\", _stream),\\n\"\n"
        ".ascii \"        (\\\"temporary_directory\\\", _fields((\\\"path\\\", \\\"made_.path\\\"), (\\\"owned\\\", \\\"owned_\\\"))),\\n\"\n"
        ".ascii \"        (\\\"temporary_path\\\", _fields((\\\"path\\\", \\\"made_.path\\\"), (\\\"owned\\\", \\\"owned_\\\"))),\\n\"\n"
        ".ascii \"        (\\\"content_view\\\", _fields((\\\"size\\\", \\\"size_\\\"), (\\\"data\\\", \\\"data_\\\"))),\\n\"\n"
        ".ascii \"        (\\\"spool_budget\\\", _fields((\\\"limit\\\", \\\"limit_\\\"), (\\\"used\\\", \\\"used_\\\")))):\\n\"\n"
        ".ascii \"    printers.add_printer(_name, r\\\"^boost::tempfile::%s$\\\" % _name, _printer)\\n\"\n"
        ".ascii \"\\n\"\n"
        ".ascii \"gdb.printing.register_pretty_printer(gdb.current_objfile(), printers, replace=True)\\n\"\n"
        ".byte 0\n"
        ".popsection\n");
#if defined(__clang__)
#pragma clang diagnostic pop
#endif
#endif
// clang-format on

#endif
