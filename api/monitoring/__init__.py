"""The watches on a confirmed debtor's own companies: kept, polled through the gate, told as events."""
