/// How rows are encoded, which the session's protocol decides (contract, section 5).
public enum RowEncoding: Sendable, Hashable {
    /// Protocols V1 to V5: binary as text, FLOAT widened to the digits of its binary value.
    case rowBased
    /// Protocols from V6 on: binary as base64, FLOAT with the fewest digits that give it back.
    case columnBased

    /// The encoding of a session's protocol version, 0 for V1 and so on (contract, section 11.4).
    public init(protocolVersion: Int) {
        self = protocolVersion >= 5 ? .columnBased : .rowBased
    }
}
