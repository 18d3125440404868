#include "tests/support/vfs_between.h"

#include <cstdlib>

namespace pyx::testing::vfs_between {
namespace {

int close(sqlite3_file* file) { return methods_of(real_of(file)).xClose(real_of(file)); }
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return methods_of(real_of(file)).xRead(real_of(file), to, size, at);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  return methods_of(real_of(file)).xWrite(real_of(file), from, size, at);
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return methods_of(real_of(file)).xTruncate(real_of(file), size);
}
int sync(sqlite3_file* file, int flags) {
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
  if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE) return SQLITE_OK;
  return methods_of(real_of(file)).xFileControl(real_of(file), what, argument);
}
int sector_size(sqlite3_file* file) { return methods_of(real_of(file)).xSectorSize(real_of(file)); }
int characteristics(sqlite3_file* file) {
  return methods_of(real_of(file)).xDeviceCharacteristics(real_of(file));
}

}  // namespace

const sqlite3_io_methods kPassingOn = {
    1,       close,      read,    write,       truncate,        sync,    file_size, lock,
    unlock,  check_lock, control, sector_size, characteristics, nullptr, nullptr,   nullptr,
    nullptr, nullptr,    nullptr};

int open_real(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, std::size_t file_bytes,
              const sqlite3_io_methods& methods, int flags, int* out_flags) {
  auto* const mine = reinterpret_cast<File*>(file);
  mine->base.pMethods = nullptr;
  mine->real = reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + file_bytes);
  auto* const real = static_cast<sqlite3_vfs*>(vfs->pAppData);
  const int opened = real->xOpen(real, name, mine->real, flags, out_flags);
  if (mine->real->pMethods != nullptr) mine->base.pMethods = &methods;
  return opened;
}

void install(sqlite3_vfs& vfs, const char* name, std::size_t file_bytes, Open open) {
  sqlite3_vfs* const real = sqlite3_vfs_find(nullptr);
  if (real == nullptr || real == &vfs) return;
  // Everything that is not overridden here finds the real one's data where it looks for them: the
  // unix VFS keeps its own in pAppData, of which only its xOpen makes use.
  vfs = *real;
  vfs.pNext = nullptr;
  vfs.zName = name;
  vfs.szOsFile = static_cast<int>(file_bytes) + real->szOsFile;
  vfs.pAppData = real;
  vfs.xOpen = open;
  if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK) std::abort();
}

}  // namespace pyx::testing::vfs_between
