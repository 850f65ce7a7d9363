"""Published cases as files on disk: a compact genome that agrees with their descriptions, VCF, PED, phenopacket."""
