"""Paper: certificates and signed copies as PDF; free of Flask, because it runs in a process of its own."""
