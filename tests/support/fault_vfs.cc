#include "tests/support/fault_vfs.h"

#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <mutex>

namespace pyx::testing::fault_vfs {
namespace {

struct Plan {
  std::mutex mutex;
  unsigned until_failure = 0;  // calls, this one counted; 0: none fails
  Kind kind = Kind::kFull;
  Until until = Until::kOnce;
  unsigned failed = 0;
};
Plan& plan() {
  static Plan only;
  return only;
}

bool fails(Kind& kind) {
  Plan& the = plan();
  const std::lock_guard lock(the.mutex);
  if (the.until_failure == 0 || --the.until_failure > 0) return false;
  if (the.until == Until::kRoom) the.until_failure = 1;
  kind = the.kind;
  ++the.failed;
  return true;
}

struct File {
  sqlite3_file base;
  sqlite3_file* real;  // behind this in the same memory
};
sqlite3_file* real_of(sqlite3_file* file) { return reinterpret_cast<File*>(file)->real; }
const sqlite3_io_methods& methods_of(sqlite3_file* real) { return *real->pMethods; }
sqlite3_vfs* real_vfs(sqlite3_vfs* vfs) { return static_cast<sqlite3_vfs*>(vfs->pAppData); }

int close(sqlite3_file* file) { return methods_of(real_of(file)).xClose(real_of(file)); }
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return methods_of(real_of(file)).xRead(real_of(file), to, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  sqlite3_file* const real = real_of(file);
  Kind kind{};
  if (!fails(kind)) return methods_of(real).xWrite(real, from, size, at);
  if (kind == Kind::kIoError) return SQLITE_IOERR_WRITE;
  static_cast<void>(methods_of(real).xWrite(real, from, size / 2, at));
  return SQLITE_FULL;
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  Kind kind{};
  if (fails(kind)) return SQLITE_IOERR_TRUNCATE;
  return methods_of(real_of(file)).xTruncate(real_of(file), size);
}
int sync(sqlite3_file* file, int flags) {
  Kind kind{};
  if (fails(kind)) return SQLITE_IOERR_FSYNC;
  return methods_of(real_of(file)).xSync(real_of(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
  return methods_of(real_of(file)).xFileSize(real_of(file), size);
}
int lock(sqlite3_file* file, int level) {
  return methods_of(real_of(file)).xLock(real_of(file), level);
}
int unlock(sqlite3_file* file, int level) {
  return methods_of(real_of(file)).xUnlock(real_of(file), level);
}
int check_lock(sqlite3_file* file, int* is) {
  return methods_of(real_of(file)).xCheckReservedLock(real_of(file), is);
}
int control(sqlite3_file* file, int what, void* argument) {
  // The room for a transaction may not be taken ahead, past xWrite.
  if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
  return methods_of(real_of(file)).xFileControl(real_of(file), what, argument);
}
int sector_size(sqlite3_file* file) { return methods_of(real_of(file)).xSectorSize(real_of(file)); }
int characteristics(sqlite3_file* file) {
  return methods_of(real_of(file)).xDeviceCharacteristics(real_of(file));
}

// Version 1: without shared memory, which a store with an exclusive lock does not use, and without
// memory-mapped reads.
constexpr sqlite3_io_methods kMethods = {
    1,       close,      read,    write,       truncate,        sync,    file_size, lock,
    unlock,  check_lock, control, sector_size, characteristics, nullptr, nullptr,   nullptr,
    nullptr, nullptr,    nullptr};

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* const mine = reinterpret_cast<File*>(file);
  mine->base.pMethods = nullptr;
  mine->real = reinterpret_cast<sqlite3_file*>(mine + 1);
  Kind kind{};
  const bool makes =
      (flags & SQLITE_OPEN_CREATE) != 0 && name != nullptr && ::access(name, F_OK) != 0;
  if (makes && fails(kind)) return SQLITE_CANTOPEN;
  sqlite3_vfs* const real = real_vfs(vfs);
  const int opened = real->xOpen(real, name, mine->real, flags, out_flags);
  if (mine->real->pMethods != nullptr) mine->base.pMethods = &kMethods;
  return opened;
}

}  // namespace

void install() {
  static sqlite3_vfs faulty;
  sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
  if (real == nullptr || real == &faulty) return;
  // Everything that is not overridden here finds the real one's data where it looks for them: the
  // unix VFS keeps its own in pAppData, of which only its xOpen makes use.
  faulty = *real;
  faulty.pNext = nullptr;
  faulty.zName = "pyx-fault";
  faulty.szOsFile = static_cast<int>(sizeof(File)) + real->szOsFile;
  faulty.pAppData = real;
  faulty.xOpen = open;
  if (sqlite3_vfs_register(&faulty, 1) != SQLITE_OK) std::abort();
}

void fail_at(unsigned nth, Kind kind, Until until) {
  Plan& the = plan();
  const std::lock_guard lock(the.mutex);
  the.until_failure = nth;
  the.kind = kind;
  the.until = until;
  the.failed = 0;
}

unsigned heal() {
  Plan& the = plan();
  const std::lock_guard lock(the.mutex);
  the.until_failure = 0;
  return the.failed;
}

}  // namespace pyx::testing::fault_vfs
