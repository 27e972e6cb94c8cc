#
# Copyright (c) 2026 The Boost.TempFile authors
#
# Distributed under the Boost Software License, Version 1.0.
# (See accompanying file LICENSE_1_0.txt or copy at https://www.boost.org/LICENSE_1_0.txt)
#

# Debian packages: cmake -S . -B bin/deb -DBUILD_SHARED_LIBS=ON -DCMAKE_INSTALL_PREFIX=/usr, build, cd bin/deb && cpack -G DEB.
# Two of them, one a component: libboost-tempfile0 and libboost-tempfile-dev.

set(CPACK_PACKAGE_NAME "boost-tempfile")
set(CPACK_PACKAGE_VENDOR "The Boost.TempFile authors")
set(CPACK_PACKAGE_CONTACT "The Boost.TempFile authors <boost@lists.boost.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "temporary files and directories for C++17, as iostreams")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE_1_0.txt")
set(CPACK_COMPONENTS_ALL runtime development)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME "libboost-tempfile0")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SECTION "libs")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY "=")
# The summary above is put before the descriptions, and they are brought into Debian's form.
set(CPACK_DEBIAN_RUNTIME_DESCRIPTION "Anonymous, named or spooled in memory, made without a race, and gone when
their owner goes; directories, and files that are replaced in one step.

This package has the shared library.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME "libboost-tempfile-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION "libdevel")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
    "libboost-tempfile0 (= ${PROJECT_VERSION}), libboost-dev | libboost1.81-dev")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "Anonymous, named or spooled in memory, made without a race, and gone when
their owner goes; directories, and files that are replaced in one step.

This package has the headers, and the files for CMake and pkg-config.")

# What Debian asks of a package: ldconfig where a library comes and goes, a copyright file and a changelog.
set(boost_tempfile_deb "${CMAKE_CURRENT_BINARY_DIR}/deb")
file(WRITE "${boost_tempfile_deb}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_RUNTIME_PACKAGE_CONTROL_EXTRA "${boost_tempfile_deb}/triggers")
file(READ "${PROJECT_SOURCE_DIR}/LICENSE_1_0.txt" boost_tempfile_license)
string(REGEX REPLACE "\n\n" "\n.\n" boost_tempfile_license "${boost_tempfile_license}")
string(REGEX REPLACE "\n([^\n])" "\n \\1" boost_tempfile_license "\n${boost_tempfile_license}")
file(WRITE "${boost_tempfile_deb}/copyright"
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\n"
    "Copyright: 2026 The Boost.TempFile authors\nLicense: BSL-1.0\n\nLicense: BSL-1.0${boost_tempfile_license}")
file(WRITE "${boost_tempfile_deb}/changelog"
    "boost-tempfile (${PROJECT_VERSION}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n"
    " -- The Boost.TempFile authors <boost@lists.boost.org>  Sat, 28 Nov 2026 12:00:00 +0000\n")
find_program(boost_tempfile_gzip gzip)
if(boost_tempfile_gzip)
    execute_process(COMMAND "${boost_tempfile_gzip}" -9nf "${boost_tempfile_deb}/changelog")
    foreach(package runtime:libboost-tempfile0 development:libboost-tempfile-dev)
        string(REPLACE ":" ";" package "${package}")
        list(GET package 0 component)
        list(GET package 1 name)
        install(FILES "${boost_tempfile_deb}/copyright" "${boost_tempfile_deb}/changelog.gz"
            DESTINATION "${CMAKE_INSTALL_DATAROOTDIR}/doc/${name}" COMPONENT ${component} EXCLUDE_FROM_ALL)
    endforeach()
endif()

include(CPack)
