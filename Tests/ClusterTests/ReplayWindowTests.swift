import Testing

@testable import Cluster

@Suite("The window of numbers seen")
struct ReplayWindowTests {
    @Test("takes each number once, in any order within the window")
    func order() {
        var window = ReplayWindow()
        var random = SplitMix(seed: 5)
        for block: UInt64 in 0..<20 {
            let numbers = Array(1 + block * ReplayWindow.size...(block + 1) * ReplayWindow.size).shuffled(
                using: &random
            )
            // What a shuffled block leaves behind the window is refused; the rest is taken exactly once.
            var highest = block * ReplayWindow.size
            for number in numbers {
                highest = max(highest, number)
                let isInside = highest - number < ReplayWindow.size
                let isTaken = window.admit(number)
                let isTakenAgain = window.admit(number)
                if isTaken != isInside || isTakenAgain {
                    Issue.record("\(number), highest \(highest)")
                }
            }
        }
    }

    @Test("ends exactly 4,096 numbers behind the highest, wherever that lies", arguments: [5000, 8192, 8255, 70_001])
    func edge(highest: UInt64) {
        var window = ReplayWindow()
        let outcomes = [
            window.admit(highest), window.admit(highest - 4096), window.admit(highest - 4095),
            window.admit(highest - 4095),
        ]
        #expect(outcomes == [true, false, true, false])
    }

    @Test("agrees with a set of all numbers seen, whatever the jumps")
    func model() {
        var random = SplitMix(seed: 9)
        let jumps: [UInt64] = [1, 2, 63, 64, 65, 300, 4095, 4096, 4097, 8191, 8192, 8193, 20_000]
        for _ in 0..<20 {
            var window = ReplayWindow()
            var seen: Set<UInt64> = []
            var highest: UInt64 = 0
            for _ in 0..<3000 {
                let jump = jumps.randomElement(using: &random) ?? 1
                let back = UInt64.random(in: 0..<5000, using: &random)
                let number = Bool.random(using: &random) ? highest + jump : max(1, highest - min(highest, back))
                let isNew = !seen.contains(number) && (number > highest || highest - number < 4096)
                if window.admit(number) != isNew { Issue.record("\(number), highest \(highest)") }
                seen.insert(number)
                highest = max(highest, number)
            }
        }
    }

    @Test("holds at the end of all numbers")
    func end() {
        var window = ReplayWindow()
        let outcomes = [
            window.admit(1), window.admit(.max), window.admit(.max), window.admit(.max - 4095),
            window.admit(.max - 4096),
            window.admit(1),
        ]
        #expect(outcomes == [true, true, false, true, false, false])
    }
}
