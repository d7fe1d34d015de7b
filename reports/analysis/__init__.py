"""Analysis of the cases of several years (历年案件分析): how they spread, what comes again, what stands out."""
