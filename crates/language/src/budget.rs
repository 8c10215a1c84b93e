//! What may be spent.

/// Tokens that may be spent, kept where several processes see the same sum.
///
/// A request reserves what it can cost at most before it is sent, and settles with what it did cost: so a budget holds even
/// where two runs spend from it at once.
pub trait Budget: Send + Sync {
    /// Sets tokens aside; false, and nothing set aside, where fewer are left.
    fn reserve(&self, tokens: u32) -> bool;

    /// Replaces a reservation by what was spent. More than was reserved is counted too, or a service that answers at greater
    /// length than it was allowed to would be free.
    fn settle(&self, reserved: u32, spent: u32);
}
