#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "base/descriptor.h"

namespace pyx {
namespace {

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::size_t most_bytes) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) {
    return error(errno == ENOENT ? Code::kNotFound : Code::kBadInput,
                 "cannot open " + path.string() + ": " + reason());
  }
  Bytes bytes;
  std::array<std::uint8_t, 16384> part{};
  for (;;) {
    const ssize_t got = ::read(file.get(), part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return error(Code::kBadInput, "cannot read " + path.string() + ": " + reason());
    if (got == 0) return bytes;
    append(bytes, ByteView(part).first(static_cast<std::size_t>(got)));
    if (bytes.size() > most_bytes) {
      return error(Code::kBadInput,
                   path.string() + " is larger than " + std::to_string(most_bytes) + " bytes");
    }
  }
}

Result<void> sync_folder(const std::filesystem::path& folder) {
  const Descriptor opened(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.open() || ::fsync(opened.get()) != 0) {
    return error(Code::kStore, "cannot sync folder " + folder.string() + ": " + reason());
  }
  return {};
}

Result<void> make_folders(const std::filesystem::path& folder) {
  std::error_code failure;
  if (folder.empty() || std::filesystem::is_directory(folder, failure)) return {};
  PYX_TRY(make_folders(folder.parent_path()));
  std::filesystem::create_directory(folder, failure);
  if (failure)
    return error(Code::kStore, "cannot make " + folder.string() + ": " + failure.message());
  return sync_folder(folder.parent_path());
}

Result<void> write_file(const std::filesystem::path& path, ByteView bytes, Overwrite overwrite) {
  std::string temporary = path.string() + ".XXXXXX";
  Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.open()) return error(Code::kStore, "cannot write " + path.string() + ": " + reason());
  const auto fail = [&](std::string_view what, Code code = Code::kStore) -> Error {
    Error failure =
        error(code, "cannot " + std::string(what) + " " + path.string() + ": " + reason());
    ::unlink(temporary.c_str());
    return failure;
  };
  while (!bytes.empty()) {
    const ssize_t put = ::write(file.get(), bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return fail("write");
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  if (::fsync(file.get()) != 0) return fail("sync");
  if (file.close() != 0) return fail("close");
  if (overwrite == Overwrite::kYes) {
    if (::rename(temporary.c_str(), path.c_str()) != 0) return fail("rename to");
  } else {
    // link() refuses an existing name, which rename() would replace.
    if (::link(temporary.c_str(), path.c_str()) != 0) {
      return fail("make", errno == EEXIST ? Code::kConflict : Code::kStore);
    }
    ::unlink(temporary.c_str());
  }
  return sync_folder(path.parent_path());
}

}  // namespace pyx
