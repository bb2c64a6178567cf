// SPDX-License-Identifier: Apache-2.0
// What the modules use of D3, and what the compiler's own list of browser names lacks.

interface HierarchyNode<T> {
  data: T;
  depth: number;
  value: number;
  children?: HierarchyNode<T>[];
  parent: HierarchyNode<T> | null;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  sum(value: (data: T) => number): this;
  sort(compare: (a: HierarchyNode<T>, b: HierarchyNode<T>) => number): this;
  descendants(): HierarchyNode<T>[];
}

interface Treemap<T> {
  (root: HierarchyNode<T>): HierarchyNode<T>;
  size(size: [number, number]): this;
  paddingInner(size: number): this;
  paddingOuter(size: number): this;
  paddingTop(size: (node: HierarchyNode<T>) => number): this;
  round(round: boolean): this;
}

interface LinearScale {
  (value: number): number;
  ticks(count: number): number[];
  nice(): this;
  domain(domain: number[]): this;
  range(range: number[]): this;
}

interface QuantileScale {
  (value: number): string;
  quantiles(): number[];
  range(): string[];
}

declare const d3: {
  hierarchy<T>(data: T, children: (data: T) => T[] | null): HierarchyNode<T>;
  treemap<T>(): Treemap<T>;
  scaleLinear(): LinearScale;
  scaleQuantile(domain: number[], range: string[]): QuantileScale;
};

declare class DecompressionStream {
  constructor(format: string);
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}
