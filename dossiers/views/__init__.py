"""Pages of the registers, of papers, of numbers shown, of the trail and of the code lists."""
