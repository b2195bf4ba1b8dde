/// What a value on the wire may be.
struct Schema: Sendable {
    /// What kind of value.
    indirect enum Kind: Sendable {
        /// A text; one of `values` where there are any.
        case string(format: String?, values: [String])
        /// An integer of 32 or 64 bits.
        case integer(bits: Int, range: ClosedRange<Int>?)
        case number
        case boolean
        case array(Schema)
        /// An object with any members, all of them of one kind.
        case map(Schema)
        case object([Member])
        /// A component of the document.
        case component(String)
        /// A boolean, a number, a text or `null`.
        case scalar
    }

    /// A member of an object.
    struct Member: Sendable {
        var name: String
        var schema: Schema
        var isRequired: Bool

        init(_ name: String, _ schema: Schema, _ description: String? = nil, isRequired: Bool = true) {
            self.name = name
            self.schema = schema
            self.isRequired = isRequired
            if let description { self.schema.description = description }
        }
    }

    var kind: Kind
    var description: String?
    var isNullable = false
    /// What counts where a request leaves it out.
    var defaultValue: DocumentValue?

    init(_ kind: Kind) {
        self.kind = kind
    }

    static let text = Schema(.string(format: nil, values: []))
    static let handle = Schema(.string(format: "uuid", values: []))
    static let integer = Schema(.integer(bits: 32, range: nil))
    /// Milliseconds since 1970, or a number of them.
    static let milliseconds = Schema(.integer(bits: 64, range: nil))
    static let boolean = Schema(.boolean)
    static let texts = Schema(.map(.text))
    static let scalar = Schema(.scalar)

    static func oneOf(_ values: [String]) -> Schema {
        Schema(.string(format: nil, values: values))
    }

    static func array(_ element: Schema) -> Schema {
        Schema(.array(element))
    }

    static func object(_ members: [Member]) -> Schema {
        Schema(.object(members))
    }

    static func component(_ name: String) -> Schema {
        Schema(.component(name))
    }

    /// The same, or `null`.
    var orNull: Schema {
        var schema = self
        schema.isNullable = true
        return schema
    }

    /// The same, with what counts where it is absent.
    func byDefault(_ value: DocumentValue) -> Schema {
        var schema = self
        schema.defaultValue = value
        return schema
    }
}

/// A member of a request's body: it may be missing or `null`.
extension Schema.Member {
    static func optional(_ name: String, _ schema: Schema, _ description: String) -> Schema.Member {
        Schema.Member(name, schema.orNull, description, isRequired: false)
    }
}
