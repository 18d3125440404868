// A VFS of SQLite's that stands between it and the real one, which is asked for everything that is
// not overridden. An open file of it has the real one's behind itself in the same memory.
#pragma once

#include <sqlite3.h>

#include <cstddef>

namespace pyx::testing::vfs_between {

// What a file begins with; more of its own may follow.
struct File {
  sqlite3_file base;
  sqlite3_file* real;
};

inline sqlite3_file* real_of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
inline const sqlite3_io_methods& methods_of(sqlite3_file* real) { return *real->pMethods; }

// Everything is passed on, but for taking room ahead, past xWrite. Version 1: without shared
// memory, which a store with an exclusive lock does not use, and without memory-mapped reads.
extern const sqlite3_io_methods kPassingOn;

// What xOpen does, for a file that is `file_bytes` large before the real one begins.
//   methods  the file's, once it is open; they outlive it
int open_real(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, std::size_t file_bytes,
              const sqlite3_io_methods& methods, int flags, int* out_flags);

// Makes `vfs` the default, in front of the one that is the default now; once is enough.
using Open = int (*)(sqlite3_vfs*, const char*, sqlite3_file*, int, int*);
void install(sqlite3_vfs& vfs, const char* name, std::size_t file_bytes, Open open);

}  // namespace pyx::testing::vfs_between
