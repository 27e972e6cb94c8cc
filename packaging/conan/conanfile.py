# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)

"""A recipe for Conan 2: `conan create packaging/conan` in a checkout of the library."""

import os

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir

required_conan_version = ">=2.0"


class BoostTempFileConan(ConanFile):
    name = "boost-tempfile"
    version = "0.1.0"
    description = "Temporary files and directories for C++17, as iostreams"
    license = "BSL-1.0"
    topics = ("boost", "temporary-files", "iostreams", "filesystem")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}
    implements = ["auto_shared_fpic"]

    def export_sources(self):
        top = os.path.join(self.recipe_folder, "..", "..")
        for pattern in ("CMakeLists.txt", "LICENSE_1_0.txt", "include/*", "libs/*", "build/*.cmake.in", "packaging/*.in", "packaging/*.cmake"):
            copy(self, pattern, top, self.export_sources_folder)

    def layout(self):
        cmake_layout(self)

    def requirements(self):
        self.requires("boost/[>=1.74.0 <2]", transitive_headers=True, options={"header_only": True})

    def validate(self):
        check_min_cppstd(self, 17)

    def generate(self):
        toolchain = CMakeToolchain(self)
        toolchain.variables["BOOST_TEMPFILE_BUILD_TESTS"] = False
        toolchain.variables["BOOST_TEMPFILE_BUILD_EXAMPLES"] = False
        toolchain.generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE_1_0.txt", self.source_folder, os.path.join(self.package_folder, "licenses"))
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))
        rmdir(self, os.path.join(self.package_folder, "share"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "boost_tempfile")
        self.cpp_info.set_property("cmake_target_name", "Boost::tempfile")
        self.cpp_info.set_property("pkg_config_name", "boost_tempfile")
        self.cpp_info.libs = ["boost_tempfile"]
        self.cpp_info.requires = ["boost::headers"]
        self.cpp_info.defines = ["BOOST_TEMPFILE_NO_LIB"]
        self.cpp_info.defines.append("BOOST_TEMPFILE_DYN_LINK" if self.options.shared else "BOOST_TEMPFILE_STATIC_LINK")
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.system_libs = ["pthread"]
