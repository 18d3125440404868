// A pointer of a C library that is given back by that library's own function:
//   using Number = Held<BIGNUM, BN_free>;
#pragma once

#include <memory>

namespace pyx {

template <auto kFree>
struct FreeBy {
  template <class T>
  void operator()(T* held) const {
    kFree(held);
  }
};
template <class T, auto kFree>
using Held = std::unique_ptr<T, FreeBy<kFree>>;

}  // namespace pyx
