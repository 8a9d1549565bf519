"""What can be said of the charts without a cluster: what they render, and how hardened it is."""
