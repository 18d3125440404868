// An export of a log (custody/evidence/export.h), read again: to be gone on with, or to be caught
// up from. Whether it is right is not checked here: custody/evidence/verify.h does that.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "custody/evidence/checkpoint.h"
#include "custody/evidence/tile_edge.h"

namespace pyx::custody {

class ExportedLog {
 public:
  // Errors: kNotFound (no checkpoint), kBadInput.
  static Result<ExportedLog> open(const std::filesystem::path& folder);

  const Checkpoint& checkpoint() const { return checkpoint_; }
  const std::string& note() const { return note_; }  // the checkpoint with its signatures
  // Of the tree of the checkpoint. Errors: kNotFound, kBadInput naming the file.
  Result<std::vector<Sha256>> entries(unsigned level, std::uint64_t first,
                                      std::uint64_t count) const;
  // The right edge of the tree of its first `size` leaves. Precondition: there are so many.
  Result<MerkleEdge> edge_at(std::uint64_t size) const;
  // The leaves of one entry bundle from leaf `first` on. Precondition: there is such a leaf.
  Result<std::vector<Bytes>> leaves_from(std::uint64_t first) const;
  // Checked against its digest.
  Result<Bytes> blob(const Sha256& digest) const;

 private:
  ExportedLog(std::filesystem::path folder, std::string note, Checkpoint checkpoint)
      : folder_(std::move(folder)), note_(std::move(note)), checkpoint_(std::move(checkpoint)) {}

  std::filesystem::path folder_;
  std::string note_;
  Checkpoint checkpoint_;
};

}  // namespace pyx::custody
