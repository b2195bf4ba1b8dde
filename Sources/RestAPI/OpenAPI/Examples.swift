/// What examples show.
enum Examples {
    static let session = "00000001-1f0a-8c3d-a5b4-6c1d2e3f4a5b"
    static let operation = "00000001-5e2b-8f71-9c0d-3a4b5c6d7e8f"
    static let instance = "10.0.0.7:10099"
    /// 14 November 2023.
    static let time = 1_700_000_000_000

    static let handle: DocumentValue = ["identifier": .text(operation)]
}
