#include "tests/support/power_cut_vfs.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <random>
#include <vector>

#include "tests/support/vfs_between.h"

namespace pyx::testing::power_cut_vfs {
namespace {

using vfs_between::methods_of;
using vfs_between::real_of;

struct Chance {
  std::mutex mutex;
  unsigned of_100 = 0;
  std::mt19937 random;
};
Chance& chance() {
  static Chance only;
  return only;
}
bool reaches_the_disk() {
  Chance& the = chance();
  const std::lock_guard lock(the.mutex);
  return the.of_100 > 0 && the.random() % 100 < the.of_100;
}

struct Write {
  sqlite3_int64 at = 0;
  std::vector<unsigned char> bytes;
  sqlite3_int64 end() const { return at + static_cast<sqlite3_int64>(bytes.size()); }
};
using Held = std::vector<Write>;  // in the order in which they were written

struct HoldingFile {
  vfs_between::File file;
  Held* held;
};
HoldingFile& mine(sqlite3_file* file) { return *reinterpret_cast<HoldingFile*>(file); }

int write_real(sqlite3_file* file, const Write& one) {
  return methods_of(real_of(file))
      .xWrite(real_of(file), one.bytes.data(), static_cast<int>(one.bytes.size()), one.at);
}

int close(sqlite3_file* file) {
  // A process that ends in good order has synced what counts.
  for (const Write& one : *mine(file).held) static_cast<void>(write_real(file, one));
  delete mine(file).held;
  return methods_of(real_of(file)).xClose(real_of(file));
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
  const int result = methods_of(real_of(file)).xFileSize(real_of(file), size);
  for (const Write& one : *mine(file).held) *size = std::max(*size, one.end());
  return result;
}

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  const int result = methods_of(real_of(file)).xRead(real_of(file), to, size, at);
  if (result != SQLITE_OK && result != SQLITE_IOERR_SHORT_READ) return result;
  auto* const bytes = static_cast<unsigned char*>(to);
  for (const Write& one : *mine(file).held) {
    const sqlite3_int64 first = std::max(at, one.at);
    const sqlite3_int64 last = std::min(at + size, one.end());
    if (first >= last) continue;
    std::copy_n(one.bytes.begin() + (first - one.at), last - first, bytes + (first - at));
  }
  sqlite3_int64 end = 0;
  file_size(file, &end);
  return at + size <= end ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  const auto* const bytes = static_cast<const unsigned char*>(from);
  Write one{at, std::vector<unsigned char>(bytes, bytes + size)};
  if (reaches_the_disk()) static_cast<void>(write_real(file, one));
  mine(file).held->push_back(std::move(one));
  return SQLITE_OK;
}

int sync(sqlite3_file* file, int flags) {
  for (const Write& one : *mine(file).held) {
    if (const int result = write_real(file, one); result != SQLITE_OK) return result;
  }
  mine(file).held->clear();
  return methods_of(real_of(file)).xSync(real_of(file), flags);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  Held& held = *mine(file).held;
  std::erase_if(held, [size](const Write& one) { return one.at >= size; });
  for (Write& one : held) {
    if (one.end() > size) one.bytes.resize(static_cast<std::size_t>(size - one.at));
  }
  return methods_of(real_of(file)).xTruncate(real_of(file), size);
}

// Nothing that is promised of the order of writes: this disk keeps none.
int characteristics(sqlite3_file* /*file*/) { return 0; }

sqlite3_io_methods holding_methods() {
  sqlite3_io_methods made = vfs_between::kPassingOn;
  made.xClose = close;
  made.xRead = read;
  made.xWrite = write;
  made.xTruncate = truncate;
  made.xSync = sync;
  made.xFileSize = file_size;
  made.xDeviceCharacteristics = characteristics;
  return made;
}

int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  static const sqlite3_io_methods methods = holding_methods();
  const int opened =
      vfs_between::open_real(vfs, name, file, sizeof(HoldingFile), methods, flags, out_flags);
  if (file->pMethods != nullptr) mine(file).held = std::make_unique<Held>().release();
  return opened;
}

}  // namespace

void install(unsigned of_100, unsigned seed) {
  chance().of_100 = of_100;
  chance().random.seed(seed);
  static sqlite3_vfs losing;
  vfs_between::install(losing, "pyx-power-cut", sizeof(HoldingFile), open);
}

}  // namespace pyx::testing::power_cut_vfs
