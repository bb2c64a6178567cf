/**
 * Takes trees out of volumes and writes them into a folder of the host, never outside it, or as an archive or manifest. Start at
 * {@link dev.tfskit.extract.Extraction}.
 */
package dev.tfskit.extract;
