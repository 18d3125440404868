// A disk that fails to order: a VFS of SQLite's between it and the real one, the default from
// install() on. What may need room on a disk is counted: a write, a sync, a truncation, and the
// making of a file.
#pragma once

namespace pyx::testing::fault_vfs {

enum class Kind {
  kFull,     // SQLITE_FULL: half of the bytes are written; a sync fails as one of a full disk does
  kIoError,  // SQLITE_IOERR_*: nothing is written
};
enum class Until {
  kOnce,  // that call alone
  kRoom,  // that call and all after it, until heal()
};

// Once in a process, before a database is opened.
void install();
// From now on the `nth` call fails, counted from 1. Any thread.
void fail_at(unsigned nth, Kind kind, Until until);
// Nothing fails any more. How many calls failed since fail_at().
unsigned heal();

}  // namespace pyx::testing::fault_vfs
