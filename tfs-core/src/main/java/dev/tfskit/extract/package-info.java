/**
 * Takes trees out of volumes and writes them into a folder of the host, never outside it. Start at
 * {@link dev.tfskit.extract.Extraction}.
 */
package dev.tfskit.extract;
