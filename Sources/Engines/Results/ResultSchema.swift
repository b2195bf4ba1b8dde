/// The columns of a result, in order. Names may repeat.
public struct ResultSchema: Sendable, Hashable {
    /// One column, without its values.
    public struct Column: Sendable, Hashable {
        /// Name or alias; for an unnamed expression the engine's text.
        public var name: String
        /// The SQL type.
        public var type: ColumnType
        /// Digits of a decimal, 0 otherwise.
        public var precision: Int
        /// Fraction digits of a decimal, 0 otherwise.
        public var scale: Int
        /// The comment; empty without one.
        public var comment: String

        /// Creates a column.
        public init(_ name: String, _ type: ColumnType, precision: Int = 0, scale: Int = 0, comment: String = "") {
            self.name = name
            self.type = type
            self.precision = precision
            self.scale = scale
            self.comment = comment
        }
    }

    /// The columns; empty for a statement without a result.
    public var columns: [Column]

    /// Creates a schema.
    public init(columns: [Column] = []) {
        self.columns = columns
    }
}
