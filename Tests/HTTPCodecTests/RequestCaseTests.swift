import HTTPCodec
import Testing

/// The request cases: the same reading whole, octet by octet, and at every split.
@Suite
struct RequestCaseTests {
    @Test("a request is read as its case says, however it arrives", arguments: Cases.requests)
    func request(_ test: Cases.Request) {
        let octets = test.octets.bytes
        for split in splits(of: octets.count) {
            var reader = RequestReader()
            var start = 0
            for end in split + [octets.count] {
                reader.took(octets[start..<end])
                start = end
            }
            self.judge(reader, test, split.count > 3 ? "octets" : "\(split)")
        }
    }

    private func judge(_ reader: RequestReader, _ test: Cases.Request, _ split: String) {
        let expect = test.expect
        var status = reader.refusal?.status
        if status == nil, test.halfClose == true, reader.isInside || reader.seen.isEmpty { status = 400 }
        #expect(expect.status.contains(status ?? 200), "status \(status ?? 200), split \(split)")
        #expect(!reader.seen.contains { $0.target.contains("smuggled") })
        if status != nil, expect.status.contains(200) { return }
        if let requests = expect.requests { #expect(reader.seen.count == requests, "split \(split)") }
        if let bodies = expect.bodies { #expect(reader.seen.map(\.body) == bodies.map(\.bytes), "split \(split)") }
        if let targets = expect.targets { #expect(reader.seen.map(\.target) == targets, "split \(split)") }
        if let fields = expect.fields, let first = reader.seen.first {
            let names = Set(fields.map { $0[0] })
            #expect(first.fields.filter { names.contains($0[0]) } == fields, "split \(split)")
        }
        if status == nil, let keepsAlive = expect.keepsAlive {
            #expect(reader.keepsAlive == keepsAlive, "split \(split)")
        }
    }
}
