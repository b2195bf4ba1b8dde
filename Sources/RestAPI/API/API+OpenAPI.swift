/// Contract, section 8: what tells clients of the calls.
extension API {
    func openAPIAsJSON(_ call: Call) -> Answer {
        .json(self.openAPI.json)
    }

    func openAPIAsYAML(_ call: Call) -> Answer {
        Answer(contentType: "application/yaml", body: .whole(self.openAPI.yaml))
    }
}
