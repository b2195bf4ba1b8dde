import Testing

@testable import Sessions

@Suite("Durations in configuration")
struct DurationTextTests {
    @Test(
        "ISO-8601 and plain milliseconds are read",
        arguments: [
            ("PT6H", 21_600_000), ("pt6h", 21_600_000), ("21600000", 21_600_000), ("0", 0), ("PT0S", 0),
            ("PT5M", 300_000),
            ("P3D", 259_200_000), ("P1DT2H3M4.5S", 93_784_500), ("PT0.001S", 1), ("PT1.9999S", 1999),
            ("PT90M", 5_400_000),
        ] as [(String, Int64)]
    )
    func read(text: String, milliseconds: Int64) {
        #expect(DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(
        "other text is refused",
        arguments: [
            "", "P", "PT", "PT6", "6H", "-1", "-PT6H", "PT-6H", "P1M", "P1Y", "PT1S1M", "PT1H1H", "P1DT", "PTT1S",
            "PT1.5H",
            "PT1.S", "PT.5S", "six", "6 h", " PT6H", "PT1S ", "99999999999999999999", "PT9999999999999999999S",
            "P9999999999999D", "P1H", "PT1D", "PT1.1.1S", "PT1,5S", "PT1T1S", "١",
        ]
    )
    func refuse(text: String) {
        #expect(DurationText.parse(text) == nil)
    }
}
