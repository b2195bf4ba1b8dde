@testable import RestAPI

extension Schema {
    /// What a value has that the schema does not say, or lacks that it does; empty where it fits. Stricter than JSON schema:
    /// a member that is not told of is a fault.
    func faults(in value: JSONValue, at place: String = "$") -> [String] {
        if case .null = value, self.isNullable { return [] }
        if case .component(let name) = self.kind {
            guard let component = Components.all.first(where: { $0.name == name }) else {
                return ["\(place): no \(name)"]
            }
            return component.schema.faults(in: value, at: place)
        }
        switch (self.kind, value) {
        case (.string(let format, let values), .string(let text)):
            if !values.isEmpty, !values.contains(text) { return ["\(place): \(text) is none of \(values)"] }
            return format == "uuid" && text.utf8.count != 36 ? ["\(place): \(text) is no handle"] : []
        case (.integer(let bits, let range), .number(let text)):
            let number = bits == 32 ? Int32(text).map(Int.init) : Int(text)
            guard let number else { return ["\(place): \(text) is no integer of \(bits) bits"] }
            return range?.contains(number) == false ? ["\(place): \(number) is out of range"] : []
        case (.number, .number), (.boolean, .boolean), (.scalar, .boolean), (.scalar, .number), (.scalar, .string),
            (.scalar, .null):
            return []
        case (.array(let element), .array(let values)):
            return values.enumerated().flatMap { element.faults(in: $1, at: "\(place)[\($0)]") }
        case (.map(let schema), .object(let members)):
            return members.flatMap { schema.faults(in: $1, at: "\(place).\($0)") }
        case (.object(let wanted), .object(let members)):
            let known = wanted.flatMap { member in
                guard let value = members[member.name] else {
                    return member.isRequired ? ["\(place).\(member.name) is missing"] : []
                }
                return member.schema.faults(in: value, at: "\(place).\(member.name)")
            }
            let names = Set(wanted.map(\.name))
            return known + members.keys.filter { !names.contains($0) }.map { "\(place).\($0) is not described" }
        default: return ["\(place): \(value) is no \(self.kind)"]
        }
    }
}
