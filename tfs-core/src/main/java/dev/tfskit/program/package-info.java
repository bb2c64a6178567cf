// SPDX-License-Identifier: Apache-2.0
/**
 * Selects what a program needs to run in an image, and checks whether the program of an image can start. Start at
 * {@link dev.tfskit.program.ProgramImage} and {@link dev.tfskit.program.ProgramCheck}.
 */
package dev.tfskit.program;
