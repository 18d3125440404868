#include "tests/support/fault_vfs.h"

#include <unistd.h>

#include <mutex>

#include "tests/support/vfs_between.h"

namespace pyx::testing::fault_vfs {
namespace {

using vfs_between::File;
using vfs_between::methods_of;
using vfs_between::open_real;
using vfs_between::real_of;

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

sqlite3_io_methods faulty_methods() {
  sqlite3_io_methods made = vfs_between::kPassingOn;
  made.xWrite = write;
  made.xTruncate = truncate;
  made.xSync = sync;
  return made;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  static const sqlite3_io_methods methods = faulty_methods();
  file->pMethods = nullptr;
  Kind kind{};
  const bool makes =
      (flags & SQLITE_OPEN_CREATE) != 0 && name != nullptr && ::access(name, F_OK) != 0;
  if (makes && fails(kind)) return SQLITE_CANTOPEN;
  return open_real(vfs, name, file, sizeof(File), methods, flags, out_flags);
}

}  // namespace

void install() {
  static sqlite3_vfs faulty;
  vfs_between::install(faulty, "pyx-fault", sizeof(File), open);
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
