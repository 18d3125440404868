// The attributes asked for or looked for: a CK_ATTRIBUTE array that owns its values.
#pragma once

#include <p11-kit/pkcs11.h>

#include <deque>
#include <vector>

#include "base/bytes.h"

namespace pyx::pkcs11 {

// Values as PKCS#11 has them in memory: CK_BBOOL one byte, CK_ULONG in native order.
Bytes flag_value(bool on);
Bytes number_value(CK_ULONG number);

// No value is ever NULL, not even an empty one: SoftHSM2 dereferences it.
class Template {
 public:
  Template() = default;
  Template(Template&&) = default;  // the values stay where they are
  Template& operator=(Template&&) = default;
  Template(const Template&) = delete;
  Template& operator=(const Template&) = delete;

  Template& flag(CK_ATTRIBUTE_TYPE type, bool on) { return value(type, flag_value(on)); }
  Template& number(CK_ATTRIBUTE_TYPE type, CK_ULONG number) {
    return value(type, number_value(number));
  }
  Template& bytes(CK_ATTRIBUTE_TYPE type, ByteView bytes) {
    return value(type, Bytes(bytes.begin(), bytes.end()));
  }
  Template& value(CK_ATTRIBUTE_TYPE type, Bytes bytes);
  // Points to the caller's bytes, which outlive the template: for secrets, which are not copied.
  Template& view(CK_ATTRIBUTE_TYPE type, ByteView bytes);

  CK_ATTRIBUTE_PTR data() { return attributes_.data(); }
  CK_ULONG size() const { return attributes_.size(); }

 private:
  std::deque<Bytes> values_;
  std::vector<CK_ATTRIBUTE> attributes_;
};

}  // namespace pyx::pkcs11
