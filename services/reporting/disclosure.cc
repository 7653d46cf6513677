#include "services/reporting/disclosure.h"

#include <algorithm>
#include <cmath>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinPackedMatrix.hpp>
#include <map>
#include <random>
#include <set>
#include <tuple>

namespace oat::reporting {
namespace {

// The solver's numbers are not exact; counts lie a whole one apart.
constexpr double kTolerance = 1e-5;
// No count comes near; it keeps every programme bounded.
constexpr double kMostPeople = 1e6;
// From one programme to the next only the goal changes.
constexpr int kKeepFactorization = 7;
// Exposed figures are often exposed by the same few numbers.
constexpr size_t kAtATime = 12;

bool IsUnknown(const Figure& figure) { return figure.disclosure != Disclosure::kShown; }

// What somebody who has the tables knows: a column for each figure that they do not show or may yet
// not show, a row for each relation that has one.
class Reader {
 public:
  explicit Reader(const System& system) : system_(system), columns_(system.figures.size(), -1) {
    for (size_t i = 0; i < system.figures.size(); ++i) {
      const Figure& figure = system.figures[i];
      if (!IsUnknown(figure) && figure.frozen) continue;
      const auto value = static_cast<double>(figure.value);
      columns_[i] = static_cast<int>(lowest_.size());
      lowest_.push_back(IsUnknown(figure) ? 0 : value);
      highest_.push_back(IsUnknown(figure) ? kMostPeople : value);
    }
    for (size_t i = 0; i < system.relations.size(); ++i) AddRow(i);
    Load();
  }

  // The figure is shown no more.
  void Forget(size_t figure) { model_.setColumnBounds(columns_[figure], 0, kMostPeople); }

  // Why figures can be nothing else: to each the relations that keep it from being more and from
  // being less.
  using Reasons = std::map<size_t, std::vector<size_t>>;

  // Takes out of `figures` those that can be something else, until all are done or `most` that
  // cannot are found.
  Reasons Fixed(size_t most, std::vector<size_t>* figures) {
    Stir(figures);
    Reasons fixed;
    for (size_t next = 0; next < figures->size() && fixed.size() < most;) {
      const size_t figure = (*figures)[next];
      std::vector<size_t> reasons;
      if (Moves(figure, 1, &reasons) || Moves(figure, -1, &reasons)) {
        std::erase(*figures, figure);
        continue;
      }
      fixed[figure] = std::move(reasons);
      ++next;
    }
    return fixed;
  }

 private:
  void AddRow(size_t relation) {
    const auto row = static_cast<int>(rows_.size());
    double known = 0;
    bool has_column = false;
    for (const Term& term : system_.relations[relation]) {
      if (columns_[term.figure] < 0) {
        known += static_cast<double>(term.factor * system_.figures[term.figure].value);
        continue;
      }
      has_column = true;
      entry_rows_.push_back(row);
      entry_columns_.push_back(columns_[term.figure]);
      entries_.push_back(term.factor);
    }
    if (!has_column) return;
    rows_.push_back(relation);
    right_hand_sides_.push_back(-known);
  }

  void Load() {
    const CoinPackedMatrix matrix(true, entry_rows_.data(), entry_columns_.data(), entries_.data(),
                                  static_cast<CoinBigIndex>(entries_.size()));
    const std::vector<double> no_goal(lowest_.size(), 0);
    model_.setLogLevel(0);
    model_.loadProblem(matrix, lowest_.data(), highest_.data(), no_goal.data(),
                       right_hand_sides_.data(), right_hand_sides_.data());
    model_.dual();
  }

  // Pushes all of them at once, this way and that, and takes out what moved: most do.
  void Stir(std::vector<size_t>* figures) {
    std::mt19937_64 dice(figures->size());
    size_t before = 0;
    do {
      before = figures->size();
      for (size_t figure : *figures) {
        model_.setObjectiveCoefficient(columns_[figure], dice() % 2 == 0 ? 1 : -1);
      }
      model_.primal(0, kKeepFactorization);
      for (size_t figure : *figures) model_.setObjectiveCoefficient(columns_[figure], 0);
      std::erase_if(*figures, [&](size_t figure) { return Differs(figure); });
    } while (figures->size() < before);
  }

  // Whether the figure can be more (1) or less (-1); the reasons where it cannot.
  bool Moves(size_t figure, double direction, std::vector<size_t>* reasons) {
    model_.setObjectiveCoefficient(columns_[figure], -direction);
    model_.primal(0, kKeepFactorization);
    model_.setObjectiveCoefficient(columns_[figure], 0);
    if (Differs(figure)) return true;
    const double* prices = model_.dualRowSolution();
    for (size_t row = 0; row < rows_.size(); ++row) {
      if (std::abs(prices[row]) > kTolerance) reasons->push_back(rows_[row]);
    }
    return false;
  }

  // In the world last found the figure is off by a whole one.
  bool Differs(size_t figure) const {
    const double value = model_.primalColumnSolution()[columns_[figure]];
    return std::abs(value - static_cast<double>(system_.figures[figure].value)) > 1 - kTolerance;
  }

  const System& system_;
  std::vector<int> columns_;  // of each figure; -1: everybody has it
  std::vector<double> lowest_, highest_;
  std::vector<size_t> rows_;  // the relation of each row
  std::vector<int> entry_rows_, entry_columns_;
  std::vector<double> entries_, right_hand_sides_;
  ClpSimplex model_;
};

// Withholds what is small by itself.
void WithholdSmall(int64_t threshold, System* system) {
  for (Figure& figure : system->figures) {
    const bool small = figure.value > 0 && figure.value < threshold;
    if (figure.disclosure == Disclosure::kShown && !figure.frozen && small) {
      figure.disclosure = Disclosure::kWithheld;
    }
  }
}

class Withholding {
 public:
  explicit Withholding(System* system) : system_(*system), reader_(*system) {}

  absl::Status Run() {
    std::vector<size_t> exposed;
    for (size_t i = 0; i < system_.figures.size(); ++i) {
      if (system_.figures[i].disclosure == Disclosure::kWithheld) exposed.push_back(i);
    }
    // What was found safe stays safe when more is withheld, so only the rest is looked at again.
    while (true) {
      const Reader::Reasons fixed = reader_.Fixed(kAtATime, &exposed);
      if (fixed.empty()) break;
      if (!WithholdMore(fixed)) {
        return absl::FailedPreconditionError(
            "a small number cannot be kept from those who have what was released before");
      }
    }
    // A complement that can be worked out protects nobody, and the reader may as well have it.
    reader_.Fixed(complements_.size(), &complements_);
    for (size_t figure : complements_) system_.figures[figure].disclosure = Disclosure::kShown;
    return absl::OkStatus();
  }

 private:
  // One more for each that is exposed, unless what was withheld for another just now may do for it
  // too. False where nothing is left to withhold.
  bool WithholdMore(const Reader::Reasons& exposed) {
    std::set<size_t> withheld;
    for (const auto& [figure, reasons] : exposed) {
      const std::vector<size_t> candidates = Candidates(reasons);
      const auto cheapest = std::min_element(candidates.begin(), candidates.end(),
                                             [&](size_t a, size_t b) { return Cost(a) < Cost(b); });
      const bool loosened = std::any_of(candidates.begin(), candidates.end(),
                                        [&](size_t one) { return withheld.contains(one); });
      if (!loosened && cheapest != candidates.end()) withheld.insert(*cheapest);
    }
    for (size_t figure : withheld) {
      system_.figures[figure].disclosure = Disclosure::kWithheld;
      reader_.Forget(figure);
      complements_.push_back(figure);
    }
    return !withheld.empty();
  }

  // The figures in these relations that may still be withheld.
  std::vector<size_t> Candidates(const std::vector<size_t>& relations) const {
    std::vector<size_t> figures;
    for (size_t relation : relations) {
      for (const Term& term : system_.relations[relation]) {
        const Figure& figure = system_.figures[term.figure];
        if (!IsUnknown(figure) && !figure.frozen) figures.push_back(term.figure);
      }
    }
    return figures;
  }

  // An empty number hides little: there is nobody in it to be taken for somebody elsewhere.
  std::tuple<int, bool, int64_t> Cost(size_t index) const {
    const Figure& figure = system_.figures[index];
    return {figure.weight, figure.value == 0, figure.value};
  }

  System& system_;
  Reader reader_;
  std::vector<size_t> complements_;
};

}  // namespace

absl::Status Withhold(int64_t threshold, System* system) {
  WithholdSmall(threshold, system);
  return Withholding(system).Run();
}

}  // namespace oat::reporting
