"""The interface for programs: lawsuits, sittings and appearances for agencies and courts, within their scope."""
